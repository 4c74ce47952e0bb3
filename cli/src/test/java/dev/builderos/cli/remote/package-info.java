/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.remote;

import org.jspecify.annotations.NullMarked;
