package dev.builderos.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import org.erdtman.jcs.NumberToJSON;

/** Writes trees in the form of RFC 8785, without a text in between. */
final class CanonicalWriter {
    private static final long LARGEST_EXACT = 1L << 53;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(512);

    private CanonicalWriter() {}

    static String text(JsonNode node) {
        CanonicalWriter writer = new CanonicalWriter();
        writer.value(node);
        return writer.out.toString();
    }

    private void value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case STRING, BINARY -> string(node.asText());
            case NUMBER -> number(node);
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            case MISSING, POJO -> throw new IllegalArgumentException("not expressible as JSON: " + node.getNodeType());
        }
    }

    private void object(JsonNode node) {
        String[] names = new String[node.size()];
        Iterator<String> each = node.fieldNames();
        for (int i = 0; i < names.length; i++) {
            names[i] = each.next();
        }
        Arrays.sort(names); // by UTF-16 code units, as the RFC asks
        char separator = '{';
        for (String name : names) {
            out.append(separator);
            string(name);
            out.append(':');
            value(node.get(name));
            separator = ',';
        }
        out.append(names.length == 0 ? "{}" : "}");
    }

    private void array(JsonNode node) {
        char separator = '[';
        for (JsonNode item : node) {
            out.append(separator);
            value(item);
            separator = ',';
        }
        out.append(node.isEmpty() ? "[]" : "]");
    }

    private void number(JsonNode node) {
        if (node.canConvertToLong() && node.isIntegralNumber() && Math.abs(node.longValue()) <= LARGEST_EXACT) {
            out.append(node.longValue());
            return;
        }
        try {
            out.append(NumberToJSON.serializeNumber(Double.parseDouble(node.asText())));
        } catch (IOException notANumber) {
            throw new IllegalArgumentException("not expressible as JSON: " + node.asText(), notANumber);
        }
    }

    private void string(String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\') {
                continue;
            }
            out.append(text, plain, i);
            plain = i + 1;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
            }
        }
        if (plain == 0) {
            out.append(text); // copied at once, where a part would go character by character
        } else {
            out.append(text, plain, text.length());
        }
        out.append('"');
    }
}
