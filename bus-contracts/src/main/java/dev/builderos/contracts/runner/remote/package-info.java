/**
 * What is said to bring runs from one server to another.
 *
 * <p>Terms: a run is <em>brought</em> when another server carried it out and somebody copied it here; <em>content</em> is what a
 * run left, by its digest: artifacts, requests to models and their answers, results, plans, receipts. All of it is sent before the
 * run that names it.
 */
@NullMarked
package dev.builderos.contracts.runner.remote;

import org.jspecify.annotations.NullMarked;
