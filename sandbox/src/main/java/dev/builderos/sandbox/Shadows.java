package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The places in workspaces that were made only so that a read-only mount could cover them.
 *
 * <p>Commands may share a workspace, and removing a mount point on the host takes the mount away from a command that
 * still runs. So a place is counted, and removed with its last user.
 */
public final class Shadows {

    /** What to mount over the workspace, in this order, and what to give back afterwards. */
    public record Cover(List<Path> pinned, List<Path> readOnly, List<Path> used) {}

    private final Map<Path, Integer> users = new HashMap<>();

    /**
     * Prepares the protected paths of a workspace.
     *
     * <p>Directories above a protected path are pinned, that is mounted onto themselves: a mount point cannot be renamed,
     * so the protected path cannot be moved aside together with its parent and replaced.
     *
     * @throws IOException when a part of a protected path is a symbolic link (mounting would follow it out of the
     *     workspace), or cannot be made
     */
    public synchronized Cover cover(Path workspace, List<Path> protectedPaths) throws IOException {
        var pinned = new TreeSet<Path>();
        var readOnly = new TreeSet<Path>();
        var used = new ArrayList<Path>();
        try {
            for (Path path : outermost(protectedPaths)) {
                for (int names = 1; names <= path.getNameCount(); names++) {
                    Path part = path.subpath(0, names);
                    Kind kind = names < path.getNameCount() ? Kind.DIRECTORY : Kind.of(path);
                    place(workspace.resolve(part), kind, used);
                    if (part.equals(path) || Files.isRegularFile(workspace.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
                        // A file where a parent is expected (.git in a worktree): nothing can be below while it stays.
                        readOnly.add(part);
                        break;
                    }
                    pinned.add(part);
                }
            }
        } catch (IOException refused) {
            uncover(used);
            throw refused;
        }
        return new Cover(List.copyOf(pinned), List.copyOf(readOnly), used);
    }

    /** Removes the places nobody uses any more, if they are still empty. */
    public synchronized void uncover(List<Path> used) throws IOException {
        for (Path place : used.reversed()) {
            if (users.merge(place, -1, Integer::sum) > 0) {
                continue;
            }
            users.remove(place);
            if (isEmpty(place)) {
                Files.delete(place);
            }
        }
    }

    /** Not empty when the command put something beside the protected path: that is part of the workspace now. */
    private static boolean isEmpty(Path place) throws IOException {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            try (var entries = Files.list(place)) {
                return entries.findAny().isEmpty();
            }
        }
        return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) && Files.size(place) == 0;
    }

    private void place(Path place, Kind kind, List<Path> used) throws IOException {
        if (Files.isSymbolicLink(place)) {
            throw new IOException("protected path goes through a symbolic link: " + place.getFileName());
        }
        if (users.containsKey(place)) {
            users.merge(place, 1, Integer::sum);
            used.add(place);
            return;
        }
        try {
            switch (kind) {
                case DIRECTORY -> Files.createDirectory(place);
                case FILE -> Files.createFile(place);
            }
            users.put(place, 1);
            used.add(place);
        } catch (FileAlreadyExistsException present) {
            // The usual case: the path exists and only needs its mount. A link that appeared just now is refused.
            if (Files.isSymbolicLink(place)) {
                throw new IOException("protected path goes through a symbolic link: " + place.getFileName(), present);
            }
        }
    }

    /** Without those below another one: what is below a read-only path is read-only. */
    private static List<Path> outermost(List<Path> paths) {
        return paths.stream()
                .filter(path -> paths.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
                .sorted()
                .toList();
    }

    private enum Kind {
        DIRECTORY,
        FILE;

        static Kind of(Path path) {
            String name = String.valueOf(path.getFileName());
            return name.equals(".git") || !name.contains(".") ? DIRECTORY : FILE;
        }
    }
}
