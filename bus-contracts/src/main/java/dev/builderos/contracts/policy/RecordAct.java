package dev.builderos.contracts.policy;

import dev.builderos.contracts.OrgId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that somebody did elsewhere belongs into the audit log of the org.
 *
 * @param kind what it was done to: {@code team}, {@code webhook} or {@code remote}
 * @param by who did it
 * @param act what was done, as {@code member.added}
 * @param title the same for people
 * @param at when
 * @param what who or what it was done to, by names of fields
 */
public record RecordAct(
        OrgId org, String kind, String by, String act, String title, Instant at, Map<String, String> what) {
    public RecordAct {
        what = Collections.unmodifiableMap(new TreeMap<>(what));
    }
}
