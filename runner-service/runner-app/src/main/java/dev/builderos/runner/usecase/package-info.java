/**
 * What the runner does: admits runs, carries them out as actors over the pure fold, takes runs over, answers questions.
 *
 * <p>An actor owns one run while its lease is ours: it applies a fact in memory, commits it, and only then carries out what
 * follows. Everything that blocks runs on virtual threads.
 */
@NullMarked
package dev.builderos.runner.usecase;

import org.jspecify.annotations.NullMarked;
