/** How fast deliveries of webhooks are taken. */
@NullMarked
package dev.builderos.benchmarks.hooks;

import org.jspecify.annotations.NullMarked;
