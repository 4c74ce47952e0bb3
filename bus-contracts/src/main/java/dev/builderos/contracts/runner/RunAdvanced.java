package dev.builderos.contracts.runner;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import java.util.List;

/** These facts are in the journal now. Told to whoever listens; the journal itself is where a missed one is found. */
public record RunAdvanced(OrgId org, RunId runId, RunSummary summary, List<FactRecord> facts) {
    public RunAdvanced {
        facts = List.copyOf(facts);
    }
}
