package dev.builderos.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One fact of a run's journal.
 *
 * @param seq 1, 2, 3 … without gaps
 * @param at when the runner wrote it (for people; order is {@code seq})
 * @param type the fact's name, e.g. {@code StepStarted}
 * @param epoch the lease epoch of the runner that wrote it
 * @param body its fields
 * @param prev hash of the fact before
 * @param hash hash of this one; the chain is defined with the receipt format
 */
public record FactRecord(long seq, Instant at, String type, long epoch, JsonNode body, String prev, String hash) {}
