/**
 * One class per command. A command reads its arguments, calls one thing, shows the result and chooses the exit code.
 */
@NullMarked
package dev.builderos.cli.command;

import org.jspecify.annotations.NullMarked;
