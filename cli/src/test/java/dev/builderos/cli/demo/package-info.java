/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.demo;

import org.jspecify.annotations.NullMarked;
