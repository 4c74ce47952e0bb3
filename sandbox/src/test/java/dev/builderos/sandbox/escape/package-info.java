/**
 * Tries to get out of the sandbox: to files, networks, processes and secrets that are not the command's.
 *
 * <p>Each attempt is made by a program inside ({@code probe.pl}) and fails there; its <em>twin</em>, the same attempt outside
 * or at something that is allowed, succeeds, so that a probe that does not work is not taken for a guard that does. Whether
 * something got out is asked of the host, not of the command. The server is a normal user, and, since the host's files are
 * root's then, root as well.
 */
@NullMarked
package dev.builderos.sandbox.escape;

import org.jspecify.annotations.NullMarked;
