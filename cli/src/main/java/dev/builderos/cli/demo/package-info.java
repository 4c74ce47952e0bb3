/**
 * The tour: a scratch project, a release, a change by agents, and the way back.
 */
@NullMarked
package dev.builderos.cli.demo;

import org.jspecify.annotations.NullMarked;
