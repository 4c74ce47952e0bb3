package dev.builderos.contracts.policy;

import dev.builderos.contracts.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the audit log has it.
 *
 * @param seq its place, from 1
 * @param at when; null in one that cannot be read
 * @param kind {@code decision}, {@code approval}, {@code policy}, {@code team} or {@code webhook}; {@code unreadable} for one that was
 *     damaged
 * @param what its fields, by kind
 * @param hash what the entry after it follows from
 */
public record AuditEntry(long seq, @Nullable Instant at, String kind, Map<String, Object> what, Digest hash) {
    public AuditEntry {
        what = Collections.unmodifiableMap(new TreeMap<>(what));
    }
}
