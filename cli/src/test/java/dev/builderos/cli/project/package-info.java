/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.project;

import org.jspecify.annotations.NullMarked;
