/**
 * What is said about webhooks: endpoints that providers send events to, and what came of each delivery.
 *
 * <p>Terms: an <em>endpoint</em> belongs to a project and has an id that stands in its URL; a <em>delivery</em> is one event that a
 * provider sent to it and whose signature was right.
 */
@NullMarked
package dev.builderos.contracts.runner.hook;

import org.jspecify.annotations.NullMarked;
