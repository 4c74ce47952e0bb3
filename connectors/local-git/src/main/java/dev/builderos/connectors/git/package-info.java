/**
 * Git on the host, over repositories whose content nobody trusts, and the tools {@code git.*}.
 *
 * <p>Terms: the <em>repository</em> is the user's; a run works on a branch of its own in a <em>worktree</em> of its own, and
 * so does each parallel <em>lane</em> of it; a <em>checkpoint</em> is a commit of everything a step left in its worktree.
 *
 * <p>Promise: nothing that stands in a worktree or in {@code .git/config} is executed on the host. Commands run with fixed
 * settings that win over the repository's; everything there that names a program (hooks, filters, merge drivers, monitors,
 * transports) is switched off or replaced; submodules are never entered. A filter such as Git LFS is therefore not applied:
 * its pointer files are seen and committed as they are.
 *
 * <p>Arrows: knows {@code dev.builderos.connectors}; needs {@code git} 2.38 or newer.
 */
@NullMarked
package dev.builderos.connectors.git;

import org.jspecify.annotations.NullMarked;
