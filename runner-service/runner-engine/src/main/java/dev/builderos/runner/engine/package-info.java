/**
 * The pure heart of the runner: plans, facts, and the fold that turns facts into the state of a run and into what is to be
 * done next. No clock, no randomness, no I/O: the same facts always give the same state and the same commands.
 *
 * <p>Terms: a <em>plan</em> is the immutable graph of steps a pipeline was compiled to; a <em>fact</em> is an entry of the
 * journal; a <em>command</em> is what the shell has to do because of a fact.
 */
@NullMarked
package dev.builderos.runner.engine;

import org.jspecify.annotations.NullMarked;
