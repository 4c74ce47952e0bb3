/** The bus as NATS: JetStream for what is durable, core NATS for requests and what is live. */
@NullMarked
package dev.builderos.bus.nats;

import org.jspecify.annotations.NullMarked;
