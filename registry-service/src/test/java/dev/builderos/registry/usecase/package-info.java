/** Tests of what the registry is asked for, with a real PostgreSQL. */
@NullMarked
package dev.builderos.registry.usecase;

import org.jspecify.annotations.NullMarked;
