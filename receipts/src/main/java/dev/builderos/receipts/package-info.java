/**
 * Receipts of runs: made by the runner from the journal, verified by anybody, offline.
 *
 * <p>Terms. A <em>statement</em> says what a run did; it is a pure fold over the journal, so that whoever holds the journal can
 * make it again and compare. An <em>envelope</em> is a statement with a signature (DSSE). A <em>receipt file</em> is an
 * envelope, the signer's public key and the journal. A <em>journal export</em> is the journal alone, which a receipt can
 * anchor. A <em>verification</em> is the ordered list of what was proven, what failed, and what was not looked at.
 *
 * <p>Arrows: knows {@code bus-contracts} (facts, digests, canonical JSON) and the JDK, nothing else.
 */
@NullMarked
package dev.builderos.receipts;

import org.jspecify.annotations.NullMarked;
