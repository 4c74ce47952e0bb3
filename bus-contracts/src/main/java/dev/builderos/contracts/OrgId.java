package dev.builderos.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An organisation: the tenant every row, subject and path belongs to. */
public record OrgId(@JsonValue String value) implements Comparable<OrgId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** In the place of an org where it is asked which ones there are; none is made with this id. */
    public static final OrgId ANY = new OrgId("any");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public OrgId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an org id is 1 to 63 lower-case letters, digits and dashes: " + value);
        }
    }

    @Override
    public int compareTo(OrgId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
