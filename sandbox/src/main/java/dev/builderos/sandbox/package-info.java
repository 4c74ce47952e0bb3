/**
 * Runs commands that nobody trusts, and reports what became of them.
 *
 * <p>Terms: a <em>command</em> is one program with its arguments, workspace and limits; a <em>workspace</em> is the one
 * host directory it may see and (usually) write, at {@code /workspace} inside; a <em>protected path</em> is a part of
 * the workspace that stays read-only; an <em>outcome</em> is how the command ended; the <em>tree</em> is every process
 * that came from it. An outcome is reported only after the tree is gone.
 *
 * <p>Arrows: plain JDK only. It knows nothing of policies or the bus, and of runs their names; the runner decides <em>whether</em> a
 * command runs, this package only decides what it can touch while it does.
 */
@NullMarked
package dev.builderos.sandbox;

import org.jspecify.annotations.NullMarked;
