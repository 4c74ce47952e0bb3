/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.server;

import org.jspecify.annotations.NullMarked;
