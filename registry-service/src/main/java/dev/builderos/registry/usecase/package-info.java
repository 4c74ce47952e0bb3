/**
 * One class per thing the registry is asked for. Knows the domain and the store.
 */
@NullMarked
package dev.builderos.registry.usecase;

import org.jspecify.annotations.NullMarked;
