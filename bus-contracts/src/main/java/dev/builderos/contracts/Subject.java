package dev.builderos.contracts;

import java.util.regex.Pattern;

/**
 * A bus subject, {@code builderos.<domain>.v<N>.<cmd|qry|evt|log>.<name>.<org>.<entity>}. Only {@link Contract}s make them.
 */
public record Subject(String value) {
    private static final Pattern FORM = Pattern.compile(
            "builderos\\.[a-z]+\\.v[1-9][0-9]*\\.(cmd|qry|evt|log)\\.[a-z-]+\\.[a-z0-9-]+\\.[A-Za-z0-9_-]+");

    public Subject {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a subject: " + value);
        }
    }

    /** The subject without its org and entity: what a consumer filters by. */
    public String stem() {
        int entity = value.lastIndexOf('.');
        return value.substring(0, value.lastIndexOf('.', entity - 1));
    }

    public String entity() {
        return value.substring(value.lastIndexOf('.') + 1);
    }

    public OrgId org() {
        int entity = value.lastIndexOf('.');
        return new OrgId(value.substring(value.lastIndexOf('.', entity - 1) + 1, entity));
    }

    @Override
    public String toString() {
        return value;
    }
}
