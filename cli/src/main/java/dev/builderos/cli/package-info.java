/**
 * The command line of BuilderOS. It talks to the gateway only, and works on the files of the project it is called in.
 *
 * <p>Terms: a <em>session</em> is one call of the program with its terminal, environment and directory; a <em>run</em> may be
 * named by its id, an unambiguous prefix of it, or {@code latest}.
 *
 * <p>Arrows: {@code command} knows the other packages; {@code live}, {@code project}, {@code desk}, {@code server} know
 * {@code terminal}; nothing knows {@code command}. Of the other modules it knows {@code gateway-api}, {@code formats},
 * {@code receipts} and, for commits, {@code local-git}.
 */
@NullMarked
package dev.builderos.cli;

import org.jspecify.annotations.NullMarked;
