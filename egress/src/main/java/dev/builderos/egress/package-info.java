/**
 * The way of commands to the network: a proxy on a unix socket that asks for each request whether it may be made.
 *
 * <p>Terms: a <em>request</em> is what a command wants of the network: a plain HTTP request, or a tunnel to a host and a
 * port; the <em>judge</em> says whether it may; <em>reach</em> is which addresses a host may have; a <em>refusal</em> is
 * told to the command in words.
 *
 * <p>Order, for each request: the host in its one canonical form, the judge, then the addresses, each of which has to be
 * within reach; the address that was checked is the one that is dialled. In a tunnel the name that the command asks the
 * server for has to be the one that was judged. Whatever goes wrong is a no.
 *
 * <p>Arrows: plain Java, HttpCore for the syntax of HTTP, Guava for the syntax of addresses. It knows nothing of runs and
 * policies, and nothing of the sandbox.
 */
@NullMarked
package dev.builderos.egress;

import org.jspecify.annotations.NullMarked;
