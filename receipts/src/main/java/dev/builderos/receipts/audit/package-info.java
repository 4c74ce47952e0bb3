/**
 * The audit log of an org as something that can be checked from outside: how its entries are chained, the signed checkpoints that
 * hold the chain where nobody who rewrites the database reaches it, and the verifier of both.
 *
 * <p>Terms. A <em>link</em> is an entry with its place and its hash. A <em>checkpoint</em> is the server's signature under the hash of
 * one link; each names the one before. An <em>anchor</em> is a checkpoint that somebody else keeps. An <em>export</em> is the log with its
 * checkpoints as one file.
 *
 * <p>Arrows: as the package above; no database, no clock, no network.
 */
@NullMarked
package dev.builderos.receipts.audit;

import org.jspecify.annotations.NullMarked;
