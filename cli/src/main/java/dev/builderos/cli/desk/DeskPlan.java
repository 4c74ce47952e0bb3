package dev.builderos.cli.desk;

import java.util.List;

/**
 * What applying or taking back a desk would do.
 *
 * @param changes what happens to each file that is not left alone, by path
 * @param conflicts what stands in the way, by path; when there is one, nothing happens
 */
public record DeskPlan(List<Change> changes, List<Conflict> conflicts) {
    public DeskPlan {
        changes = List.copyOf(changes);
        conflicts = List.copyOf(conflicts);
    }

    /** One file. */
    public record Change(String path, Kind kind) {
        public enum Kind {
            CREATED,
            UPDATED,
            /** Changes of the project and of the desk, put together. */
            MERGED,
            DELETED
        }
    }

    /** A file that the project and the desk changed in ways that do not go together. */
    public record Conflict(String path, String reason) {}
}
