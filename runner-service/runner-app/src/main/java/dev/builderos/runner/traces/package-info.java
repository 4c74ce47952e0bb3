/** Traces of runs, to whoever collects them by the OpenTelemetry protocol. */
@NullMarked
package dev.builderos.runner.traces;

import org.jspecify.annotations.NullMarked;
