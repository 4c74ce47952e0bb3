package dev.builderos.redaction;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The secrets that are known so far, and the redactor of all of them. A secret is learnt when it is read, before anybody has its
 * value, so it cannot be in anything that was written before.
 */
public final class KnownSecrets {
    /** Values that were replaced since are still known, up to so many; the oldest of more is forgotten. */
    private static final int MOST = 1_000;

    private final Map<String, String> values;
    private volatile Redactor now;

    private KnownSecrets(Map<String, String> values) {
        this.values = values;
        this.now = Redactor.of(values);
    }

    /**
     * What is known from the beginning, by name.
     *
     * @throws IllegalArgumentException when a value is shorter than {@value Redactor#SHORTEST_SECRET} characters
     */
    public static KnownSecrets of(Map<String, String> secrets) {
        return new KnownSecrets(new LinkedHashMap<>(secrets));
    }

    /**
     * Takes a value out of everything from now on.
     *
     * @throws IllegalArgumentException when it is shorter than {@value Redactor#SHORTEST_SECRET} characters; the message has its
     *     name
     */
    public synchronized void learn(String name, String value) {
        if (values.containsValue(value)) {
            return;
        }
        Map<String, String> more = new LinkedHashMap<>(values);
        String key = name;
        for (int i = 2; more.containsKey(key); i++) {
            key = name + "#" + i;
        }
        more.put(key, value);
        Redactor next = Redactor.of(more);
        values.put(key, value);
        if (values.size() > MOST) {
            values.remove(values.keySet().iterator().next());
        }
        now = next;
    }

    /** The redactor of all that is known now. */
    public Redactor redactor() {
        return now;
    }

    /** A whole text without what is known now. */
    public String redact(String text) {
        return now.redact(text);
    }
}
