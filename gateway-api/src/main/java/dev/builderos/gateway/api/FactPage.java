package dev.builderos.gateway.api;

import java.util.List;

/**
 * Facts in order.
 *
 * @param ended whether the run is over and no fact will follow the last one of the journal
 */
public record FactPage(List<FactRecord> facts, boolean ended) {
    public FactPage {
        facts = List.copyOf(facts);
    }
}
