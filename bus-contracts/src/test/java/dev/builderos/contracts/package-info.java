/** Tests of the contracts: what is written down of them, in schemas and examples, is what the records say. */
@NullMarked
package dev.builderos.contracts;

import org.jspecify.annotations.NullMarked;
