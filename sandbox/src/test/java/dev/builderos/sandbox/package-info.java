/**
 * Proves the sandbox against the real bubblewrap and the real kernel. A host that cannot run it fails these tests.
 *
 * <p>Terms: an <em>outside oracle</em> is a look at the host (a file, the process list) rather than at what the command
 * says of itself. Arrows: this module and its test libraries only.
 */
@NullMarked
package dev.builderos.sandbox;

import org.jspecify.annotations.NullMarked;
