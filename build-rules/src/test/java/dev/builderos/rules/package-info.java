/** Rules that the source tree holds to. A rule that finds nothing to look at fails. */
@NullMarked
package dev.builderos.rules;

import org.jspecify.annotations.NullMarked;
