/**
 * How fast runs are carried out. A program of the JDK alone, so that it runs from its source against any server; it knows the
 * HTTP API and nothing of the code behind it.
 */
@NullMarked
package dev.builderos.benchmarks.runs;

import org.jspecify.annotations.NullMarked;
