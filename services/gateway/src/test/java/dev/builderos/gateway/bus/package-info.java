/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.gateway.bus;

import org.jspecify.annotations.NullMarked;
