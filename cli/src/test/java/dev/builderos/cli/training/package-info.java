/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.training;

import org.jspecify.annotations.NullMarked;
