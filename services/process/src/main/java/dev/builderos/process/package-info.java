/**
 * What a service is as a process of its own: it waits for its database, demands that this keeps what it acknowledges, brings the
 * service's schema up to date, and says by its health whether the bus and the database take what is written.
 *
 * <p>Terms: <em>live</em>, the process can do something; <em>ready</em>, a message and a row were just stored. Level 2: knows the
 * bus client, and no service.
 */
@NullMarked
package dev.builderos.process;

import org.jspecify.annotations.NullMarked;
