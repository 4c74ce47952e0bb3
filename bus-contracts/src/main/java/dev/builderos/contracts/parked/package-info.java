/** Messages that could not take effect, as every service tells of its own. */
@NullMarked
package dev.builderos.contracts.parked;

import org.jspecify.annotations.NullMarked;
