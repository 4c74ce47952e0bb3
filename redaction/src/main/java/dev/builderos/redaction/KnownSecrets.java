package dev.builderos.redaction;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The secrets that are known so far, and the redactor of all of them. A secret is learnt when it is read, before anybody has its
 * value, so it cannot be in anything that was written before.
 */
public final class KnownSecrets {
    /** Learnt values that were replaced since are still known, up to so many; the oldest of more is forgotten. */
    static final int MOST = 200;

    private final Map<String, String> given;
    private Map<String, String> learnt = new LinkedHashMap<>();
    private volatile Redactor now;
    private volatile Redactor values;

    private KnownSecrets(Map<String, String> values) {
        this.given = Map.copyOf(values);
        this.now = Redactor.of(given);
        this.values = Redactor.ofValues(given);
    }

    /**
     * What is known from the beginning, by name.
     *
     * @throws IllegalArgumentException when a value is shorter than {@value Redactor#SHORTEST_SECRET} characters
     */
    public static KnownSecrets of(Map<String, String> secrets) {
        return new KnownSecrets(secrets);
    }

    /**
     * Takes a value out of everything from now on.
     *
     * @throws IllegalArgumentException when it is shorter than {@value Redactor#SHORTEST_SECRET} characters; the message has its
     *     name
     */
    public synchronized void learn(String name, String value) {
        if (given.containsValue(value) || learnt.containsValue(value)) {
            return;
        }
        Map<String, String> next = new LinkedHashMap<>(learnt);
        if (next.size() == MOST) {
            next.remove(next.keySet().iterator().next());
        }
        next.put(free(name, next), value);
        Map<String, String> all = new LinkedHashMap<>(given);
        all.putAll(next);
        now = Redactor.of(all);
        values = Redactor.ofValues(all);
        learnt = next;
    }

    private String free(String name, Map<String, String> taken) {
        String key = name;
        for (int i = 2; given.containsKey(key) || taken.containsKey(key); i++) {
            key = name + "#" + i;
        }
        return key;
    }

    /** The redactor of all that is known now. */
    public Redactor redactor() {
        return now;
    }

    /**
     * A redactor of the values that are known now, which lets tokens pass that are known by their shape only: files may hold
     * such as examples, and nothing can be put in their place.
     */
    public Redactor values() {
        return values;
    }

    /** Whether no value is known: then there is nothing that a file must not hold. */
    public boolean isEmpty() {
        return values.isIdle();
    }

    /** Content that cannot be read to its end when it holds a value that is known now: {@link SecretFound} comes instead. */
    public InputStream guarded(InputStream content) {
        Redactor redactor = values;
        return redactor.isIdle() ? content : new GuardedInput(content, redactor.search());
    }

    /** A whole text without what is known now. */
    public String redact(String text) {
        return now.redact(text);
    }
}
