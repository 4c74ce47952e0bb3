package dev.builderos.connectors.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of an environment.
 *
 * @param version of this form
 * @param port null until one is needed
 * @param live the id of the release that serves, or should; null: none
 * @param releases oldest first
 * @param operations oldest first; at most one, the last, without an outcome
 */
record EnvironmentState(
        int version,
        String project,
        String environment,
        @Nullable Integer port,
        @Nullable String live,
        List<Release> releases,
        List<Operation> operations) {

    private static final int VERSION = 1;
    private static final int MOST_KEPT = 500;

    EnvironmentState {
        if (version != VERSION) {
            throw new IllegalArgumentException("written by another version of BuilderOS: " + version);
        }
        releases = last(releases);
        operations = last(operations);
    }

    static EnvironmentState empty(String project, String environment) {
        return new EnvironmentState(VERSION, project, environment, null, null, List.of(), List.of());
    }

    int nextNumber() {
        return releases.isEmpty() ? 1 : releases.getLast().number() + 1;
    }

    Optional<Release> liveRelease() {
        return Optional.ofNullable(live).flatMap(this::release);
    }

    Optional<Release> release(String id) {
        return releases.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    Optional<Operation> operation(String key) {
        return operations.stream().filter(each -> each.key().equals(key)).findFirst();
    }

    Optional<Operation> interrupted() {
        return operations.stream().filter(each -> each.outcome() == null).findFirst();
    }

    EnvironmentState withPort(int value) {
        return new EnvironmentState(version, project, environment, value, live, releases, operations);
    }

    EnvironmentState withLive(@Nullable String value) {
        return new EnvironmentState(version, project, environment, port, value, releases, operations);
    }

    /** Adds the release, or replaces the one of that id. */
    EnvironmentState with(Release release) {
        var changed = new ArrayList<>(releases);
        changed.replaceAll(each -> each.id().equals(release.id()) ? release : each);
        if (release(release.id()).isEmpty()) {
            changed.add(release);
        }
        return new EnvironmentState(version, project, environment, port, live, changed, operations);
    }

    /** Adds the operation, or replaces the one of that key. */
    EnvironmentState with(Operation operation) {
        var changed = new ArrayList<>(operations);
        changed.removeIf(each -> each.key().equals(operation.key()));
        changed.add(operation);
        return new EnvironmentState(version, project, environment, port, live, releases, changed);
    }

    EnvironmentState without(Release release) {
        return new EnvironmentState(
                version,
                project,
                environment,
                port,
                live,
                releases.stream()
                        .filter(each -> !each.id().equals(release.id()))
                        .toList(),
                operations);
    }

    EnvironmentState without(Operation operation) {
        return new EnvironmentState(
                version,
                project,
                environment,
                port,
                live,
                releases,
                operations.stream()
                        .filter(each -> !each.key().equals(operation.key()))
                        .toList());
    }

    private static <T> List<T> last(List<T> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_KEPT), all.size()));
    }
}
