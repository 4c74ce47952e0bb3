/** Claims about receipts, on a journal as a run really leaves it. */
@NullMarked
package dev.builderos.receipts;

import org.jspecify.annotations.NullMarked;
