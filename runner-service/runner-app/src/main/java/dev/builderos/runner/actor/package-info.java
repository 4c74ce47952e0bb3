/** A run in memory: the fold, its journal, and the order of things. */
@NullMarked
package dev.builderos.runner.actor;

import org.jspecify.annotations.NullMarked;
