package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a group of the unified hierarchy (version 2) fit to have limited groups below it.
 *
 * <p>Such a group passes its controllers on only when told to, and the kernel lets nobody tell it while processes are in it.
 * A service manager that delegates a group to us ({@code Delegate=yes}) puts us right into it. So we first move to a group
 * below, as <a href="https://systemd.io/CGROUP_DELEGATION/">its rules</a> say; but only where all who are there are ours.
 */
final class UnifiedGroup {

    private static final String OURS = "builderos-server";
    private static final Set<String> CONTROLLERS = Set.of("memory", "pids", "cpu");

    private UnifiedGroup() {}

    /** Does what it can; whether limits work afterwards is found out by trying. A group of version 1 is left alone. */
    static void handDown(Path group) {
        handDown(group, CONTROLLERS);
    }

    static void handDown(Path group, Set<String> controllers) {
        Path control = group.resolve("cgroup.subtree_control");
        try {
            var missing = new TreeSet<>(words(group.resolve("cgroup.controllers")));
            missing.retainAll(controllers);
            missing.removeAll(words(control));
            if (missing.isEmpty()) {
                return;
            }
            moveOurselves(group);
            Files.writeString(control, missing.stream().map(name -> "+" + name).collect(Collectors.joining(" ")));
        } catch (IOException refused) {
            System.getLogger(UnifiedGroup.class.getName())
                    .log(System.Logger.Level.DEBUG, "controllers are not handed down", refused);
        }
    }

    private static void moveOurselves(Path group) throws IOException {
        Set<String> there = words(group.resolve("cgroup.procs"));
        Set<String> ours = Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .map(process -> Long.toString(process.pid()))
                .collect(Collectors.toSet());
        if (there.isEmpty() || !ours.containsAll(there)) {
            return;
        }
        Path below = group.resolve(OURS);
        if (!Files.isDirectory(below)) {
            Files.createDirectory(below);
        }
        for (String process : there) {
            Files.writeString(below.resolve("cgroup.procs"), process);
        }
    }

    private static Set<String> words(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Set.of();
        }
        var words = new HashSet<>(List.of(Files.readString(file).strip().split("\\s+", -1)));
        words.remove("");
        return words;
    }
}
