package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;

/** The first place where two JSON values differ, in the order of their canonical forms. */
final class Difference {
    private static final int SHOWN = 80;

    private Difference() {}

    static Optional<String> first(JsonNode receipt, JsonNode journal) {
        return first("", receipt, journal);
    }

    private static Optional<String> first(String path, JsonNode receipt, JsonNode journal) {
        if (receipt.equals(journal)) {
            return Optional.empty();
        }
        if (receipt.isObject() && journal.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            receipt.fieldNames().forEachRemaining(names::add);
            journal.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                Optional<String> inside = first(path + "/" + name, receipt.path(name), journal.path(name));
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        if (receipt.isArray() && journal.isArray() && receipt.size() == journal.size()) {
            Iterator<JsonNode> other = journal.iterator();
            int index = 0;
            for (JsonNode item : receipt) {
                Optional<String> inside = first(path + "/" + index++, item, other.next());
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        return Optional.of(path + ": the receipt says " + shown(receipt) + ", the journal says " + shown(journal));
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
