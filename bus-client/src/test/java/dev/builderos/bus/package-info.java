/** Tests of the bus. {@code TransportContract} is what every transport must pass. */
@NullMarked
package dev.builderos.bus;

import org.jspecify.annotations.NullMarked;
