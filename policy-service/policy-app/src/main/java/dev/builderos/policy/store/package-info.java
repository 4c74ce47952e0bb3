/** The schema {@code policy} in PostgreSQL. Every row belongs to an org, and every query names it. */
@NullMarked
package dev.builderos.policy.store;

import org.jspecify.annotations.NullMarked;
