/** How long it takes to verify an audit log. */
@NullMarked
package dev.builderos.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
