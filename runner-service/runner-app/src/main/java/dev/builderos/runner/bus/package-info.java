/** The runner's channels: each method is one contract, and calls one use case on a virtual thread. */
@NullMarked
package dev.builderos.runner.bus;

import org.jspecify.annotations.NullMarked;
