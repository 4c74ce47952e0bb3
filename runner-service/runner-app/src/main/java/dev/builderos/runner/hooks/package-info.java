/**
 * What is particular about webhooks: how each provider proves that a delivery is its own, what its events are called, and how the
 * secrets of endpoints are kept. Nothing here talks to anybody.
 *
 * <p>Terms: a delivery is <em>genuine</em> when its signature was made with a secret of the endpoint.
 */
@NullMarked
package dev.builderos.runner.hooks;

import org.jspecify.annotations.NullMarked;
