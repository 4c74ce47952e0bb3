/** Tests of the engine. Terms: a <em>scenario</em> is a run that is told its facts one by one, as the journal would. */
@NullMarked
package dev.builderos.runner.engine;

import org.jspecify.annotations.NullMarked;
