/**
 * The registry's documents in the schema {@code registry}, every row scoped by org, and what comes with the product as
 * resources.
 */
@NullMarked
package dev.builderos.registry.store;

import org.jspecify.annotations.NullMarked;
