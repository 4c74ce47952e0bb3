/** Others in this field under the load that BuilderOS is measured with. */
@NullMarked
package dev.builderos.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
