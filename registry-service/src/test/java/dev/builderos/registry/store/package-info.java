/** A real PostgreSQL for tests, and tests of the store. */
@NullMarked
package dev.builderos.registry.store;

import org.jspecify.annotations.NullMarked;
