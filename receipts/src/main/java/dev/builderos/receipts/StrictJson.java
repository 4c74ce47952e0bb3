package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.JsonTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/** JSON that has exactly one way to be written. */
public final class StrictJson {
    private StrictJson() {}

    /**
     * Reads JSON and refuses any text but the canonical one: no white space, no second spelling of a value, no key twice,
     * nothing after the end. Nesting is bounded as in contracts.
     */
    public static JsonNode canonical(byte[] json) throws MalformedReceipt {
        JsonNode tree;
        byte[] rewritten;
        try {
            tree = JsonTree.read(json);
            rewritten = CanonicalJson.bytes(tree);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedReceipt("it is not JSON", e);
        }
        if (!Arrays.equals(rewritten, json)) {
            throw new MalformedReceipt("it is not written in canonical form, so somebody changed it after it was made");
        }
        return tree;
    }

    /** Requires an object with exactly these fields. */
    public static void fields(JsonNode object, String what, Set<String> expected) throws MalformedReceipt {
        Set<String> found = new TreeSet<>();
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            found.add(names.next());
        }
        if (!object.isObject() || !found.equals(expected)) {
            throw new MalformedReceipt(
                    what + " has the fields " + found + " where " + new TreeSet<>(expected) + " belong");
        }
    }

    /** A field that is a text. */
    public static String text(JsonNode object, String field) throws MalformedReceipt {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new MalformedReceipt("its field `" + field + "` is no text");
        }
        return value.textValue();
    }

    /** A field that is a whole number. */
    public static long number(JsonNode object, String field) throws MalformedReceipt {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedReceipt("its field `" + field + "` is no whole number");
        }
        return value.longValue();
    }
}
