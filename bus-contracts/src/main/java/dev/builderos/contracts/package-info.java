/**
 * What is said on the bus: records, subjects and errors, and the canonical form and digests they share. Level 0: nothing
 * here knows a service, a transport or a store.
 *
 * <p>Fields are only ever added, and only optional ones; a breaking change is a new version beside the old.
 */
@NullMarked
package dev.builderos.contracts;

import org.jspecify.annotations.NullMarked;
