/**
 * Answers the registry's requests on the bus; the only place that knows the channels.
 */
@NullMarked
package dev.builderos.registry.bus;

import org.jspecify.annotations.NullMarked;
