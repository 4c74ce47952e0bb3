/** Claims about what comes with the product: every file is right, and the program a desk brings works. */
@NullMarked
package dev.builderos.desks;

import org.jspecify.annotations.NullMarked;
