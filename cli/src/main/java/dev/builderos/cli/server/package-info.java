/**
 * The laptop server as a process: found, started, stopped, and the machine it needs looked at.
 */
@NullMarked
package dev.builderos.cli.server;

import org.jspecify.annotations.NullMarked;
