/**
 * A run as it happens: facts and log lines are folded into a timeline, rendered as lines, and approvals are asked for.
 *
 * <p>Terms: the <em>timeline</em> is where each step stands; the <em>scroll</em> is what happened, above it. Arrows: knows
 * {@code terminal} and the gateway client.
 */
@NullMarked
package dev.builderos.cli.live;

import org.jspecify.annotations.NullMarked;
