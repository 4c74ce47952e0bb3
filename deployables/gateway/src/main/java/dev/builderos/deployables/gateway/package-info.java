/** The gateway as a process of its own: what it has of other services it asks for on the bus. */
@NullMarked
package dev.builderos.deployables.gateway;

import org.jspecify.annotations.NullMarked;
