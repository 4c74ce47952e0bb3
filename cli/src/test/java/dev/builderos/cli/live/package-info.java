/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.live;

import org.jspecify.annotations.NullMarked;
