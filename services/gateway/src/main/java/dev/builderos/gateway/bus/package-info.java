/**
 * Asks the services over the bus and turns what they answer into the records of gateway-api; hears live events once per
 * process. The only place that knows the channels.
 */
@NullMarked
package dev.builderos.gateway.bus;

import org.jspecify.annotations.NullMarked;
