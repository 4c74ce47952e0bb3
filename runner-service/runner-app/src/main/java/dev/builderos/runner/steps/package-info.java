/**
 * How steps are carried out: in a workspace, in the sandbox, through the gate that every effect passes. An execution blocks
 * a virtual thread while it works, and none while it waits for people.
 */
@NullMarked
package dev.builderos.runner.steps;

import org.jspecify.annotations.NullMarked;
