/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.gateway.usecase;

import org.jspecify.annotations.NullMarked;
