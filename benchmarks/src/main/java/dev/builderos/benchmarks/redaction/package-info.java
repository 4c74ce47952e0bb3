/** How fast output passes the redactor. */
@NullMarked
package dev.builderos.benchmarks.redaction;

import org.jspecify.annotations.NullMarked;
