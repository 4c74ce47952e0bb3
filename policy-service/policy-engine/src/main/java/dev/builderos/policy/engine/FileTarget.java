package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import java.util.List;

/** The file an effect is about, if it is about one. */
sealed interface FileTarget {
    String FILES = "fs.";

    /** How a tool uses its path. */
    enum Access {
        READ,
        BROWSE,
        WRITE
    }

    /** The effect is about no file. */
    record None() implements FileTarget {}

    /** It may lead out of the workspace, or is no path. */
    record Escapes(String why) implements FileTarget {}

    /**
     * A path within the workspace.
     *
     * @param disguises its {@link WorkspacePath#disguises}, as each part of a policy asks for them
     */
    record At(Access access, WorkspacePath path, List<WorkspacePath> disguises) implements FileTarget {}

    static FileTarget of(Effect effect) {
        if (!effect.tool().startsWith(FILES)) {
            return new None();
        }
        Access access = accessOf(effect.tool());
        Object given = effect.arguments().get("path");
        if (given == null && access == Access.BROWSE) {
            given = ".";
        }
        if (!(given instanceof String text)) {
            return new Escapes(effect.tool() + " needs the text argument `path`");
        }
        return switch (WorkspacePath.read(text)) {
            case WorkspacePath.Escapes(String why) -> new Escapes(effect.tool() + ": " + why);
            case WorkspacePath.Inside(WorkspacePath path) -> new At(access, path, path.disguises());
        };
    }

    static boolean writes(Effect effect) {
        return effect.tool().startsWith(FILES) && accessOf(effect.tool()) == Access.WRITE;
    }

    /** A tool nobody knows is taken to write. */
    private static Access accessOf(String tool) {
        return switch (tool) {
            case "fs.read" -> Access.READ;
            case "fs.list", "fs.search" -> Access.BROWSE;
            default -> Access.WRITE;
        };
    }
}
