/**
 * Checks on what is deployed: the tool {@code verify.http}.
 *
 * <p>Terms: a check first waits for a <em>first success</em>, at most its timeout, and then, where asked to, <em>watches</em>
 * that every further answer is a success too.
 *
 * <p>Arrows: knows {@code dev.builderos.connectors} only. Talks to this machine only: loopback addresses and the name {@code
 * localhost}, which is dialled as such and never looked up. Other hosts need an egress allowance in the context, which the
 * contract does not carry yet.
 */
@NullMarked
package dev.builderos.connectors.verify;

import org.jspecify.annotations.NullMarked;
