/**
 * How a person signs on from a terminal, and stays signed on.
 */
@NullMarked
package dev.builderos.cli.signon;

import org.jspecify.annotations.NullMarked;
