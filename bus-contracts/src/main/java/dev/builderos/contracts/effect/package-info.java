/**
 * Effects: whatever an agent or a step does to the world, as a value with one canonical form and one digest. Policy judges
 * that value, an approval binds to its digest, the executor executes it.
 */
@NullMarked
package dev.builderos.contracts.effect;

import org.jspecify.annotations.NullMarked;
