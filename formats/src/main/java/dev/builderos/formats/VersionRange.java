package dev.builderos.formats;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.range.RangeListFactory;

/**
 * Which versions are acceptable, in the notation of npm: {@code ^1}, {@code ~1.2}, {@code 1.2.0}, {@code >=1 <2},
 * {@code *}. A pre-release is accepted only by a range that names one of the same version.
 *
 * @param text the written form
 */
public record VersionRange(String text) {
    private static final String NUMBER = "(?:0|[1-9][0-9]{0,8})";
    private static final String PARTIAL =
            NUMBER + "(?:\\." + NUMBER + "(?:\\." + NUMBER + "(?:-[0-9A-Za-z.-]{1,32})?)?)?";
    private static final String COMPARATOR = "(?:\\^|~|>=|<=|>|<|=)?" + PARTIAL;
    private static final String FORM = "(?:\\*|" + COMPARATOR + "(?: " + COMPARATOR + "){0,3})";
    private static final Pattern PATTERN = Pattern.compile(FORM);

    /** Every version but pre-releases. */
    public static final VersionRange ANY = new VersionRange("*");

    public VersionRange {
        if (!isRange(text)) {
            throw new IllegalArgumentException("not a version range: " + text);
        }
    }

    public static Optional<VersionRange> parse(String text) {
        return isRange(text) ? Optional.of(new VersionRange(text)) : Optional.empty();
    }

    public boolean accepts(SemVer version) {
        return version.version().satisfies(RangeListFactory.create(text));
    }

    /** The newest accepted version. */
    public Optional<SemVer> newest(Collection<SemVer> versions) {
        return versions.stream().filter(this::accepts).max(Comparator.naturalOrder());
    }

    @Override
    public String toString() {
        return text;
    }

    /** The regular expression of a range, for schemas. */
    static String form() {
        return FORM;
    }

    private static boolean isRange(String text) {
        return text.length() <= 4 * SemVer.MAX_LENGTH && PATTERN.matcher(text).matches();
    }
}
