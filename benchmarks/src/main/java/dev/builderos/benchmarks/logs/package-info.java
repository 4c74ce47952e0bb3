/**
 * How fast log lines get from a step to those who watch. A program of the JDK alone, so that it runs from its source against any
 * server; it knows the HTTP API and nothing of the code behind it.
 */
@NullMarked
package dev.builderos.benchmarks.logs;

import org.jspecify.annotations.NullMarked;
