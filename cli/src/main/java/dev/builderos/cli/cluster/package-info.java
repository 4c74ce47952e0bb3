/**
 * A development cluster on this machine: the database, NATS and every service as a process of its own, in the home directory.
 */
@NullMarked
package dev.builderos.cli.cluster;

import org.jspecify.annotations.NullMarked;
