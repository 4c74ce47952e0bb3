package dev.builderos.formats;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/**
 * A semantic version (semver.org, 2.0.0), such as {@code 1.2.0} or {@code 2.0.0-rc.1}.
 *
 * @param text the written form; two versions are equal when it is, while the order ignores build metadata
 */
public record SemVer(String text) implements Comparable<SemVer> {
    /** Enough for any version that people write; keeps the numbers within an int. */
    static final int MAX_LENGTH = 64;

    public SemVer {
        if (read(text) == null) {
            throw new IllegalArgumentException("not a semantic version: " + text);
        }
    }

    public static Optional<SemVer> parse(String text) {
        return read(text) == null ? Optional.empty() : Optional.of(new SemVer(text));
    }

    public int major() {
        return version().getMajor();
    }

    public int minor() {
        return version().getMinor();
    }

    public int patch() {
        return version().getPatch();
    }

    public boolean isPreRelease() {
        return !version().getPreRelease().isEmpty();
    }

    @Override
    public int compareTo(SemVer other) {
        return version().compareTo(other.version());
    }

    @Override
    public String toString() {
        return text;
    }

    Semver version() {
        Semver version = read(text);
        if (version == null) {
            throw new IllegalStateException("the constructor admitted " + text);
        }
        return version;
    }

    private static @Nullable Semver read(String text) {
        // The library trims, so the written form must be its own canonical form.
        Semver version = text.length() > MAX_LENGTH ? null : Semver.parse(text);
        return version != null && version.getVersion().equals(text) ? version : null;
    }
}
