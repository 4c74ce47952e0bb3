/**
 * Judges effects by a policy: a pure, total function from an effect and its context to a decision.
 *
 * <p>Terms: a <em>grant</em> is what the policy's {@code agents} block gives one agent; a <em>rule</em> tightens what is granted; a
 * <em>built-in ask</em> holds whatever the rules say; a <em>ruling</em> is what one of them says of one effect. The strictest ruling
 * decides: deny beats ask, ask beats allow, and asks add up. Whatever goes wrong while judging is a deny.
 *
 * <p>Level 3: knows the contracts and the file formats; no service, no clock, no store.
 */
@NullMarked
package dev.builderos.policy.engine;

import org.jspecify.annotations.NullMarked;
