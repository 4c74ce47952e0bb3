/** What is said to and by the registry: projects, snapshots of their files, prompts, desks. */
@NullMarked
package dev.builderos.contracts.registry;

import org.jspecify.annotations.NullMarked;
