/** The journal as others see it: facts of a run, dense and hash-chained. */
@NullMarked
package dev.builderos.contracts.journal;

import org.jspecify.annotations.NullMarked;
