/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.registry.domain;

import org.jspecify.annotations.NullMarked;
