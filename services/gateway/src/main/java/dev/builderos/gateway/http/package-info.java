/**
 * The HTTP face: one resource per part of the OpenAPI document, the guard before them all, and errors as problem details.
 * Knows the records of gateway-api and the use cases, never the bus.
 */
@NullMarked
package dev.builderos.gateway.http;

import org.jspecify.annotations.NullMarked;
