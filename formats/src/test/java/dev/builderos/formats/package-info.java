/** Tests of the formats; {@code examples/} holds one complete file of each kind. */
@NullMarked
package dev.builderos.formats;

import org.jspecify.annotations.NullMarked;
