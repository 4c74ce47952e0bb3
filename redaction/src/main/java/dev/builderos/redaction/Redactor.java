package dev.builderos.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be taken out, made ready for searching. Immutable; one is for any number of streams and threads.
 *
 * <p>Each four bytes of a stream are looked up in a bit table of the four bytes that rules begin with, and only where it says yes a
 * rule is compared: the time does not depend on the number of secrets, as long as the table is mostly empty.
 */
public final class Redactor {
    /** Shorter values occur by chance, and would tear texts to pieces. */
    public static final int SHORTEST_SECRET = 8;

    private static final int TABLE_BITS = 18;
    private static final int SPREAD = 0x9E3779B1;
    private static final byte[] NOTHING = {};

    private final long[] table = new long[1 << (TABLE_BITS - 6)];
    private final Map<Integer, List<Rule>> rules = new HashMap<>();
    /** The first one, two and three bytes of all rules, each with its length above. */
    private final Set<Integer> beginnings = new HashSet<>();

    private Redactor(List<Rule> all) {
        for (Rule rule : all) {
            for (int length = 1; length < Rule.SHORTEST; length++) {
                beginnings.add((length << 24) | rule.beginning(length));
            }
            int key = rule.beginning(Rule.SHORTEST);
            int slot = slot(key);
            table[slot >>> 6] |= 1L << slot;
            rules.computeIfAbsent(key, any -> new ArrayList<>()).add(rule);
        }
    }

    /**
     * Takes out these secrets, by name, and whatever has the shape of a token.
     *
     * @throws IllegalArgumentException when a value is shorter than {@value #SHORTEST_SECRET} characters; the message has its name
     */
    public static Redactor of(Map<String, String> secrets) {
        List<Rule> all = new ArrayList<>(TokenShapes.all());
        all.addAll(values(secrets));
        return new Redactor(all);
    }

    /**
     * Takes out these secrets only: for what may hold tokens that are nobody's, as the files that a build brings along.
     *
     * @throws IllegalArgumentException as {@link #of} does
     */
    static Redactor ofValues(Map<String, String> secrets) {
        return new Redactor(values(secrets));
    }

    private static List<Rule> values(Map<String, String> secrets) {
        List<Rule> all = new ArrayList<>();
        secrets.forEach((name, value) -> {
            if (value.length() < SHORTEST_SECRET) {
                throw new IllegalArgumentException("the value of secret " + name + " is shorter than " + SHORTEST_SECRET
                        + " characters; it could not be told from other text");
            }
            SecretForms.of(value).forEach(form -> all.add(Rule.of(name, form, null)));
        });
        return all;
    }

    private static int slot(int key) {
        return (key * SPREAD) >>> (Integer.SIZE - TABLE_BITS);
    }

    /** How full the table is, from 0 to 1: how often bytes are compared in vain. */
    double fill() {
        return Arrays.stream(table).map(Long::bitCount).sum() / (double) (1 << TABLE_BITS);
    }

    /** Begins a stream. */
    public Redaction open() {
        return new Redaction(this);
    }

    /** Begins to look for the first thing in a stream that would be taken out. */
    Search search() {
        return new Search(this);
    }

    /** Whether there is nothing to look for. */
    boolean isIdle() {
        return rules.isEmpty();
    }

    /** A whole text without what is to be taken out. */
    public String redact(String text) {
        byte[] bytes = bytes(text);
        if (next(bytes, 0, bytes.length, true) == bytes.length) {
            return text;
        }
        Redaction redaction = open();
        redaction.write(bytes, 0, bytes.length);
        redaction.end();
        return redaction.take();
    }

    /** The name of the first thing in a text that would be taken out. */
    public Optional<String> find(String text) {
        byte[] bytes = bytes(text);
        int at = next(bytes, 0, bytes.length, true);
        return at == bytes.length ? Optional.empty() : Optional.of(name(bytes, at, bytes.length));
    }

    private byte[] bytes(String text) {
        return text.length() < Rule.SHORTEST || isIdle() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Where the first match or undecided beginning at or behind {@code from} is; {@code length} when there is none. */
    int next(byte[] bytes, int from, int length, boolean last) {
        int whole = length - Rule.SHORTEST;
        int at = from;
        if (at <= whole) {
            int key = ((bytes[at] & 0xff) << 16) | ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff);
            for (; at <= whole; at++) {
                key = (key << 8) | (bytes[at + 3] & 0xff);
                int slot = slot(key);
                if ((table[slot >>> 6] & (1L << slot)) != 0 && end(key, bytes, at, length, last) != Rule.NONE) {
                    return at;
                }
            }
        }
        for (; at < length && !last; at++) {
            if (beginsRule(bytes, at, length)) {
                return at;
            }
        }
        return length;
    }

    private boolean beginsRule(byte[] bytes, int at, int length) {
        int key = 0;
        for (int i = at; i < length; i++) {
            key = (key << 8) | (bytes[i] & 0xff);
        }
        return beginnings.contains(((length - at) << 24) | key);
    }

    /** The longest match that begins here, {@link Rule#NONE}, or {@link Rule#UNDECIDED} when there may be a longer one. */
    private int end(int key, byte[] bytes, int at, int length, boolean last) {
        List<Rule> candidates = rules.get(key);
        int end = Rule.NONE;
        if (candidates != null) {
            for (Rule rule : candidates) {
                int its = rule.end(bytes, at, length, last);
                if (its == Rule.UNDECIDED) {
                    return Rule.UNDECIDED;
                }
                end = Math.max(end, its);
            }
        }
        return end;
    }

    int end(byte[] bytes, int at, int length, boolean last) {
        if (length - at < Rule.SHORTEST) {
            return last ? Rule.NONE : Rule.UNDECIDED;
        }
        return end(key(bytes, at), bytes, at, length, last);
    }

    /** What is written instead of the match that begins here. */
    byte[] mark(byte[] bytes, int at, int length) {
        return rule(bytes, at, length).mark();
    }

    /** What the match is called that begins here. */
    String name(byte[] bytes, int at, int length) {
        return rule(bytes, at, length).name();
    }

    private Rule rule(byte[] bytes, int at, int length) {
        List<Rule> candidates = rules.getOrDefault(key(bytes, at), List.of());
        return candidates.stream()
                .filter(rule -> rule.end(bytes, at, length, true) != Rule.NONE)
                .findFirst()
                .orElseThrow();
    }

    private static int key(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }
}
