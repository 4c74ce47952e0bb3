/** How long the decision about one effect takes. */
@NullMarked
package dev.builderos.benchmarks.policy;

import org.jspecify.annotations.NullMarked;
