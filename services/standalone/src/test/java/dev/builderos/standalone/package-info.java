/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.standalone;

import org.jspecify.annotations.NullMarked;
