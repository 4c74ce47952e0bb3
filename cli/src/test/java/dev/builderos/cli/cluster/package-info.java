/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.cli.cluster;

import org.jspecify.annotations.NullMarked;
