/**
 * What is said over HTTP: one record per request and answer, named and shaped like the schemas of
 * {@code openapi/builderos.yaml}, and {@link dev.builderos.gateway.api.GatewayClient}, which says it. Level 0: nothing here
 * knows a service, the bus or a store.
 *
 * <p>Terms: a <em>problem</em> is an error the server answered with (RFC 9457); a <em>stream</em> is a server-sent event
 * stream that the client resumes by itself. Fields are only ever added, and unknown ones are ignored.
 */
@NullMarked
package dev.builderos.gateway.api;

import org.jspecify.annotations.NullMarked;
