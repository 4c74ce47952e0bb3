/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.command;

import org.jspecify.annotations.NullMarked;
