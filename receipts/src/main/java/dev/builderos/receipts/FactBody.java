package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fields of one fact; a field that is needed and absent is a {@link MalformedJournal}.
 *
 * @param fields its body, or an object inside it
 */
record FactBody(FactRecord fact, JsonNode fields) {
    static FactBody of(FactRecord fact) {
        return new FactBody(fact, fact.body());
    }

    /** An object inside this one; what is wrong with it is still said of the fact. */
    FactBody inside(JsonNode object) {
        return new FactBody(fact, object);
    }

    String text(String field) {
        JsonNode value = node(field);
        if (!value.isTextual()) {
            throw new MalformedJournal(fact, "has a field `" + field + "` that is no text");
        }
        return value.textValue();
    }

    @Nullable
    String textOrNull(String field) {
        return fields.hasNonNull(field) ? text(field) : null;
    }

    Digest digest(String field) {
        try {
            return new Digest(text(field));
        } catch (IllegalArgumentException e) {
            throw new MalformedJournal(fact, "has a field `" + field + "` that is no digest");
        }
    }

    long number(String field) {
        JsonNode value = node(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedJournal(fact, "has a field `" + field + "` that is no whole number");
        }
        return value.longValue();
    }

    /** A truth value; absent is false. */
    boolean flag(String field) {
        return fields.path(field).asBoolean(false);
    }

    JsonNode node(String field) {
        JsonNode value = fields.get(field);
        if (value == null || value.isNull()) {
            throw new MalformedJournal(fact, "has no field `" + field + "`");
        }
        return value;
    }

    /** The elements of a list; absent is empty. */
    Iterable<JsonNode> items(String field) {
        return fields.path(field);
    }

    /** Which tool call the fact is about: the same call has the same key in all its facts. */
    CallKey call() {
        return new CallKey(text("step"), number("attempt"), text("callId"), digest("effectDigest"));
    }

    record CallKey(String step, long attempt, String callId, Digest effectDigest) {
        @Override
        public String toString() {
            return callId + " of step " + step + " (attempt " + attempt + ")";
        }
    }
}
