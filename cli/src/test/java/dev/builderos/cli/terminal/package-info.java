/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.terminal;

import org.jspecify.annotations.NullMarked;
