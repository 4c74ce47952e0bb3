package dev.builderos.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a member is in an org. Its form in texts is its title, e.g. {@code Owner}. */
public enum Role {
    /** Everything, other owners included. */
    OWNER,
    /** Everything but owners. */
    ADMIN,
    /** Has agents change things. */
    BUILDER,
    /** Answers what others ask for. */
    REVIEWER,
    /** Looks. */
    VIEWER;

    /** As it is written, e.g. {@code Owner}. */
    @JsonValue
    public String title() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return title();
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Role ofTitle(String title) {
        return find(title).orElseThrow(() -> new IllegalArgumentException("a role is one of " + titles()));
    }

    public static Optional<Role> find(String title) {
        return Arrays.stream(values())
                .filter(role -> role.title().equals(title))
                .findFirst();
    }

    public static List<String> titles() {
        return Arrays.stream(values()).map(Role::title).toList();
    }

    /** Whether who is this may also do all that the other may. */
    public boolean covers(Role other) {
        return switch (this) {
            case OWNER -> true;
            case ADMIN -> other != OWNER;
            case BUILDER, REVIEWER -> other == this || other == VIEWER;
            case VIEWER -> other == VIEWER;
        };
    }

    /** What may do no more than either. */
    public Role within(Role other) {
        if (covers(other)) {
            return other;
        }
        return other.covers(this) ? this : VIEWER;
    }
}
