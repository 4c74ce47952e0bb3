/**
 * How fast the pure engine is: folding facts, compiling pipelines, writing facts down. Measured with JMH; results are in
 * {@code engine.md}.
 */
@NullMarked
package dev.builderos.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
