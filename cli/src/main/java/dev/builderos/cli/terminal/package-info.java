/**
 * What is written where a person or a program reads it. Text from elsewhere is escaped here and nowhere else.
 *
 * <p>Terms: a <em>line</em> is styled text; the <em>console</em> says whether styles are shown. Arrows: knows nothing of BuilderOS.
 */
@NullMarked
package dev.builderos.cli.terminal;

import org.jspecify.annotations.NullMarked;
