package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.runner.LogAppended;

/** Whoever watches logs right now. Telling never blocks and may be lost: the stored log is what counts. */
public interface LogAudience {
    void tell(OrgId org, LogAppended lines);
}
