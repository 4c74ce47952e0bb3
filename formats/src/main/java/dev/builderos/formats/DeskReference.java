package dev.builderos.formats;

import java.util.Optional;

/**
 * The exact version of a desk a project is built on: {@code java-service@1.2.0}. It is exact because a later upgrade merges
 * against what was applied.
 */
public record DeskReference(String name, SemVer version) {

    public DeskReference {
        if (!name.matches(Words.NAME)) {
            throw new IllegalArgumentException("not a desk name: " + name);
        }
    }

    public static Optional<DeskReference> parse(String text) {
        int sign = text.indexOf('@');
        if (sign < 0 || !text.substring(0, sign).matches(Words.NAME)) {
            return Optional.empty();
        }
        return SemVer.parse(text.substring(sign + 1))
                .map(version -> new DeskReference(text.substring(0, sign), version));
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
