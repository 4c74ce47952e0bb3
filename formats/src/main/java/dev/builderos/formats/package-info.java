/**
 * The files a user writes, read into immutable definitions.
 *
 * <p>Purpose: turn the text of a project, policy, pipeline, prompt, desk or agent file into a typed value, or into every
 * problem of the file with its line and column. One description per kind (a <em>shape</em>) drives both the reader and the
 * JSON Schema that editors use, so the two cannot drift apart.
 *
 * <p>Terms: a <em>kind</em> is the first line of a file; a <em>shape</em> says what a value may look like; a
 * <em>problem</em> is what the user must repair; an <em>expression</em> is {@code ${step.key}} in a pipeline; a
 * <em>placeholder</em> is {@code {{input}}} in a prompt.
 *
 * <p>Arrows: this package depends on no other part of the product; services, the engine, the policy and the command line
 * depend on it.
 */
@NullMarked
package dev.builderos.formats;

import org.jspecify.annotations.NullMarked;
