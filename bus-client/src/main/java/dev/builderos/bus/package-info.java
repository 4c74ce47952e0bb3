/**
 * How things are said: SmallRye Reactive Messaging channels over a {@link dev.builderos.bus.Transport}, the outbox relay, and
 * the parking lot. A service asks with {@link dev.builderos.bus.BusRequests}, answers and handles with
 * {@link dev.builderos.bus.Handling}, and publishes only by writing an outbox row in the transaction of its state.
 *
 * <p>Level 1: knows the contracts, and no service.
 */
@NullMarked
package dev.builderos.bus;

import org.jspecify.annotations.NullMarked;
