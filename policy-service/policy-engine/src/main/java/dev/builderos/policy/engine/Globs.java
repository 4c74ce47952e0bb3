package dev.builderos.policy.engine;

import dev.builderos.formats.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Several globs, of which one is enough. */
record Globs(List<Glob> globs) {
    Globs {
        globs = List.copyOf(globs);
    }

    /** What is not understood is told as a problem. */
    static Globs compile(List<String> texts, Position at, BiConsumer<Position, String> problem) {
        List<Glob> globs = new ArrayList<>();
        for (String text : texts) {
            Glob.parse(text)
                    .ifPresentOrElse(
                            globs::add,
                            () -> problem.accept(
                                    at, "the glob `" + text + "` uses more than `*`, `?` and `**`; write it out"));
        }
        return new Globs(globs);
    }

    /** The same for what is denied: that holds in every form in which some file system would take a path. */
    Globs caseless() {
        return new Globs(globs.stream().map(Glob::caseless).toList());
    }

    boolean grant(FileTarget.Access access, WorkspacePath path) {
        return switch (access) {
            case READ, WRITE -> globs.stream().anyMatch(glob -> glob.matches(path));
            case BROWSE -> globs.stream().anyMatch(glob -> glob.touches(path));
        };
    }

    /** The first that denies the path. A denied directory is denied with all that is in it, and a denied content with its directory. */
    Optional<Glob> denial(FileTarget.At target) {
        return globs.stream()
                .filter(glob -> target.disguises().stream().anyMatch(glob::covers))
                .findFirst();
    }
}
