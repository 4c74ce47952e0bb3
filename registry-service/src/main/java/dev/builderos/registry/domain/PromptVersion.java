package dev.builderos.registry.domain;

import dev.builderos.contracts.Digest;
import dev.builderos.formats.SemVer;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a prompt, as a file states it.
 *
 * @param digest of the file's text; a version never changes it
 * @param path the file that states it
 * @param line where the file states its version, counted from 1
 */
public record PromptVersion(
        String name,
        SemVer version,
        Digest digest,
        @Nullable String changelog,
        List<String> tags,
        String path,
        int line) {
    public PromptVersion {
        tags = List.copyOf(tags);
    }

    /** Whether its change is told with a character that no text of the database holds; YAML can write one as an escape. */
    boolean unstorable() {
        return changelog != null && changelog.indexOf('\0') >= 0;
    }

    /** Whether both claim to be the same version and are not. */
    boolean contradicts(PromptVersion other) {
        return name.equals(other.name) && version.equals(other.version) && !digest.equals(other.digest);
    }

    /**
     * What to tell its author when the version is taken by another text.
     *
     * @param taken all versions of this prompt there are
     */
    public String taken(Collection<SemVer> taken) {
        return path + ":" + line + ":1: " + name + " " + version
                + " is there already with another text, and a version never changes; use " + next(version, taken);
    }

    /** The smallest version above all that are taken. */
    static SemVer next(SemVer wanted, Collection<SemVer> taken) {
        SemVer highest = taken.stream().reduce(wanted, (a, b) -> a.compareTo(b) >= 0 ? a : b);
        int patch = highest.isPreRelease() ? highest.patch() : highest.patch() + 1;
        return new SemVer(highest.major() + "." + highest.minor() + "." + patch);
    }
}
