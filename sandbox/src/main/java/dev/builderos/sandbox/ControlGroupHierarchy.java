package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The places in the host's control group file systems where this process may make groups that limit both memory and
 * the number of processes. Found by trying: a group is made, a process is put in it, the group is removed.
 */
final class ControlGroupHierarchy {

    private static final Set<String> REQUIRED = Set.of("memory", "pids");

    /** Taken where it can be had: commands then get processor time after the rest of the host, not beside it. */
    private static final Set<String> WANTED = Set.of("memory", "pids", "cpu");

    /** Of the 100, or 1024 in version 1, that a group has by itself. */
    private static final String CPU_WEIGHT = "20";

    private static final String CPU_SHARES = "204";

    private static final String PREFIX = "builderos-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\d+");
    private static final AtomicLong NUMBER = new AtomicLong();

    private final List<Path> parents;

    private ControlGroupHierarchy(List<Path> parents) {
        this.parents = List.copyOf(parents);
    }

    static Optional<ControlGroupHierarchy> detect() {
        try {
            List<String> memberships = Files.readAllLines(Path.of("/proc/self/cgroup"));
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
            return candidates(memberships, mounts)
                    .filter(ControlGroupHierarchy::works)
                    .findFirst();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** Where groups could be, best first: the unified hierarchy at our own group or beside it, then version 1. */
    static Stream<ControlGroupHierarchy> candidates(List<String> memberships, List<String> mounts) {
        var unified = new ArrayList<ControlGroupHierarchy>();
        var separate = new TreeMap<String, Path>();
        for (String membership : memberships) {
            String[] parts = membership.split(":", 3);
            for (String mount : mounts) {
                if (parts[1].isEmpty() && mount.contains(" - cgroup2 ")) {
                    Path own = place(mount, parts[2]);
                    unified.add(new ControlGroupHierarchy(List.of(own)));
                    Optional.ofNullable(own.getParent())
                            .ifPresent(beside -> unified.add(new ControlGroupHierarchy(List.of(beside))));
                } else if (mount.contains(" - cgroup ")) {
                    List<String> mounted =
                            List.of(mount.substring(mount.lastIndexOf(' ') + 1).split(",", -1));
                    Stream.of(parts[1].split(",", -1))
                            .filter(controller -> WANTED.contains(controller) && mounted.contains(controller))
                            .forEach(controller -> separate.put(controller, place(mount, parts[2])));
                }
            }
        }
        return Stream.concat(unified.stream(), version1(separate));
    }

    private static Stream<ControlGroupHierarchy> version1(Map<String, Path> places) {
        if (!places.keySet().containsAll(REQUIRED)) {
            return Stream.empty();
        }
        var required = new TreeMap<>(places);
        required.keySet().retainAll(REQUIRED);
        return Stream.of(places, required)
                .distinct()
                .map(each -> new ControlGroupHierarchy(
                        each.values().stream().distinct().toList()));
    }

    List<Path> parents() {
        return parents;
    }

    /** Makes a group with these limits. */
    ControlGroup create(Limits limits) throws IOException {
        String name = PREFIX + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        var made = new ArrayList<Path>();
        try {
            for (Path parent : parents) {
                Path directory = Files.createDirectory(parent.resolve(name));
                made.add(directory);
                String memory = Long.toString(limits.memoryBytes());
                set(directory, Map.of("pids.max", Integer.toString(limits.processes())));
                set(directory, Map.of("memory.max", memory, "memory.swap.max", "0"));
                set(directory, Map.of("memory.limit_in_bytes", memory));
                set(directory, Map.of("memory.memsw.limit_in_bytes", memory));
                set(directory, Map.of("cpu.weight", CPU_WEIGHT, "cpu.shares", CPU_SHARES));
            }
            return new ControlGroup(made);
        } catch (IOException refused) {
            new ControlGroup(made).close();
            throw refused;
        }
    }

    /** Removes the groups of processes that were killed; the kernel keeps those that are still in use. */
    void sweep() throws IOException {
        for (Path parent : parents) {
            try (var entries = Files.list(parent)) {
                entries.filter(entry -> {
                            var name = NAME.matcher(String.valueOf(entry.getFileName()));
                            return name.matches() && !ProcessFiles.isAlive(Long.parseLong(name.group(1)));
                        })
                        .forEach(ControlGroup::remove);
            }
        }
    }

    private boolean works() {
        parents.forEach(UnifiedGroup::handDown);
        try (ControlGroup trial = create(Limits.DEFAULT)) {
            boolean limited = REQUIRED.stream()
                    .allMatch(controller -> trial.entrances().stream()
                            .anyMatch(entrance -> Stream.of("max", "limit_in_bytes")
                                    .anyMatch(
                                            limit -> Files.exists(entrance.resolveSibling(controller + "." + limit)))));
            var enter = new ArrayList<>(List.of("/bin/sh", "-c", "for g; do echo 0 >\"$g\" || exit 1; done", "sh"));
            trial.entrances().forEach(entrance -> enter.add(entrance.toString()));
            return limited && Program.ask(enter).status() == 0;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void set(Path directory, Map<String, String> values) throws IOException {
        for (var value : values.entrySet()) {
            Path file = directory.resolve(value.getKey());
            if (Files.exists(file)) {
                Files.writeString(file, value.getValue());
            }
        }
    }

    /** The directory of a group, given the mountinfo line of its hierarchy. */
    private static Path place(String mount, String group) {
        String[] fields = mount.split(" ", -1);
        String root = fields[3];
        String below = root.equals("/") || !group.startsWith(root) ? group : group.substring(root.length());
        return Path.of(fields[4], below).normalize();
    }
}
