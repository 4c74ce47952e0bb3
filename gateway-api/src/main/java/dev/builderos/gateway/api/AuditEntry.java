package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the audit log has it.
 *
 * @param seq its place, from 1
 * @param at when; null in one that cannot be read
 * @param kind {@code decision} or {@code approval}; {@code unreadable} for one that was damaged
 * @param what its fields, by kind
 * @param hash what the entry after it follows from
 */
public record AuditEntry(long seq, @Nullable Instant at, String kind, Map<String, Object> what, String hash) {
    public AuditEntry {
        what = Collections.unmodifiableMap(new LinkedHashMap<>(what));
    }

    /** A field that is a text; null when there is none. */
    public @Nullable String text(String field) {
        return what.get(field) instanceof String text ? text : null;
    }
}
