package dev.builderos.redaction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways in which the value of a secret may come to be written somewhere. */
final class SecretForms {
    /** Base64 is wrapped at these widths: PEM's and MIME's. */
    private static final int[] LINE_WIDTHS = {64, 76};

    private static final String UNRESERVED = "-_.~";
    private static final String UNRESERVED_BY_BROWSERS = "-_.!~*'()";
    private static final String PLAIN_TO_SHELLS = "_-./:=@%+,";
    private static final Pattern USER_INFO = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@:]*:([^/?#@]+)@");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("^\\s*(?:export\\s+)?[A-Za-z_][A-Za-z0-9_.]*\\s*=\\s*([\"']?)(.*?)\\1\\s*$");

    private SecretForms() {}

    /** All of them, each once; shorter ones than {@link Redactor#SHORTEST_SECRET} are not among them. */
    static Collection<byte[]> of(String value) {
        Set<String> forms = new LinkedHashSet<>();
        for (String part : parts(value)) {
            written(part, forms);
        }
        return forms.stream()
                .filter(form -> form.length() >= Redactor.SHORTEST_SECRET)
                .map(form -> form.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** The whole and what in it is a secret of its own: lines, leaves of JSON, values of assignments, the password of a URL. */
    private static Set<String> parts(String value) {
        Set<String> parts = new LinkedHashSet<>();
        parts.add(value);
        parts.add(value.strip());
        value.lines().map(String::strip).forEach(line -> {
            parts.add(line);
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (assignment.matches()) {
                parts.add(assignment.group(2));
            }
        });
        leaves(value, parts);
        for (String part : Set.copyOf(parts)) {
            Matcher url = USER_INFO.matcher(part);
            if (url.find()) {
                parts.add(url.group(1));
            }
        }
        parts.removeIf(part -> part.strip().length() < Redactor.SHORTEST_SECRET || part.startsWith("-----"));
        return parts;
    }

    private static void leaves(String value, Set<String> into) {
        if (value.isBlank() || "{[".indexOf(value.strip().charAt(0)) < 0) {
            return;
        }
        try {
            leaves(new ObjectMapper().readTree(value), into);
        } catch (JsonProcessingException noJson) {
            // It only looks like JSON: the whole and its lines are all there is.
        }
    }

    private static void leaves(JsonNode node, Set<String> into) {
        if (node.isValueNode()) {
            if (!node.isBoolean() && !node.isNull()) {
                into.add(node.asText());
                node.asText().lines().map(String::strip).forEach(into::add);
            }
        } else {
            node.forEach(each -> leaves(each, into));
        }
    }

    /** Bytes stand as characters of Latin 1 here, so that equal forms are one. */
    private static void written(String value, Set<String> into) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        into.add(latin(bytes));
        into.add(latin(value.getBytes(StandardCharsets.UTF_16LE)));
        into.add(latin(value.getBytes(StandardCharsets.UTF_16BE)));
        base64(bytes, Base64.getEncoder(), into);
        base64(bytes, Base64.getUrlEncoder(), into);
        String twice = Base64.getEncoder().encodeToString(bytes);
        base64(twice.getBytes(StandardCharsets.US_ASCII), Base64.getEncoder(), into);
        String hex = HexFormat.of().formatHex(bytes);
        into.add(hex);
        into.add(hex.toUpperCase(Locale.ROOT));
        into.add(HexFormat.ofDelimiter(":").formatHex(bytes));
        into.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
        into.add("\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes));
        percent(bytes, into);
        json(value, into);
        shell(bytes, into);
        markup(bytes, into);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What stays the same wherever the bytes stand in what is encoded: the characters that hold bits of them only. */
    private static void base64(byte[] bytes, Base64.Encoder encoder, Set<String> into) {
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String encoded = latin(encoder.encode(shifted));
            into.add(encoded.substring((before * 8 + 5) / 6, shifted.length * 8 / 6));
        }
        String whole = latin(encoder.withoutPadding().encode(bytes));
        for (int width : LINE_WIDTHS) {
            for (int from = 0; whole.length() > width && from < whole.length(); from += width) {
                into.add(whole.substring(from, Math.min(from + width, whole.length())));
            }
        }
    }

    private static void percent(byte[] bytes, Set<String> into) {
        String strict = each(bytes, character -> isPlain(character, UNRESERVED) ? null : "%%%02X".formatted(character));
        into.add(strict);
        into.add(each(bytes, character -> isPlain(character, UNRESERVED) ? null : "%%%02x".formatted(character)));
        into.add(each(
                bytes, character -> isPlain(character, UNRESERVED_BY_BROWSERS) ? null : "%%%02X".formatted(character)));
        into.add(URLEncoder.encode(new String(bytes, StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        into.add(strict.replace("%", "%25"));
    }

    private static void json(String value, Set<String> into) {
        String usual = escaped(value, "", "%04x");
        into.add(utf8(usual));
        into.add(utf8(usual.replace("/", "\\/")));
        into.add(utf8(usual.replace("\\", "\\\\").replace("\"", "\\\"")));
        for (String unicode : new String[] {"%04x", "%04X"}) {
            into.add(utf8(escaped(value, "", unicode, 0x7f)));
            into.add(utf8(escaped(value, "<>&'=", unicode, 0x7f)));
            into.add(utf8(escaped(value, "<>&", unicode)));
        }
    }

    private static String escaped(String value, String besides, String unicode) {
        return escaped(value, besides, unicode, Character.MAX_VALUE + 1);
    }

    /** As in a JSON string; from {@code first} on, and for the characters named besides, as code units. */
    private static String escaped(String value, String besides, String unicode, int first) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (character < ' ' || character >= first || besides.indexOf(character) >= 0) {
                        text.append("\\u").append(unicode.formatted((int) character));
                    } else {
                        text.append(character);
                    }
                }
            }
        }
        return text.toString();
    }

    private static void shell(byte[] bytes, Set<String> into) {
        into.add(each(bytes, character -> character == '\'' ? "'\\''" : null));
        into.add(each(bytes, character -> character == '\'' ? "'\"'\"'" : null));
        into.add(each(bytes, character -> character == '\'' ? "\\'" : null));
        into.add(each(bytes, character -> "\"\\$`!".indexOf(character) >= 0 ? "\\" + (char) character : null));
        into.add(each(
                bytes,
                character -> character > ' ' && character < 0x7f && !isPlain(character, PLAIN_TO_SHELLS)
                        ? "\\" + (char) character
                        : character == ' ' ? "\\ " : null));
    }

    private static void markup(byte[] bytes, Set<String> into) {
        for (String apostrophe : new String[] {"&#39;", "&apos;", "&#x27;", "'"}) {
            for (String quote : new String[] {"&quot;", "&#34;", "\""}) {
                into.add(each(bytes, character -> switch (character) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> quote;
                    case '\'' -> apostrophe;
                    default -> null;
                }));
            }
        }
    }

    private static boolean isPlain(int character, String besides) {
        return character < 0x80 && (Character.isLetterOrDigit(character) || besides.indexOf(character) >= 0);
    }

    /** Each byte as it is written instead; null for as it is. */
    private static String each(byte[] bytes, IntFunction<@Nullable String> written) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            String instead = written.apply(each & 0xff);
            text.append(instead == null ? String.valueOf((char) (each & 0xff)) : instead);
        }
        return text.toString();
    }

    private static String utf8(String text) {
        return latin(text.getBytes(StandardCharsets.UTF_8));
    }
}
