/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.desk;

import org.jspecify.annotations.NullMarked;
