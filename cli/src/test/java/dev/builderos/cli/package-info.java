/** Tests of the command line, against a small real HTTP server. */
@NullMarked
package dev.builderos.cli;

import org.jspecify.annotations.NullMarked;
