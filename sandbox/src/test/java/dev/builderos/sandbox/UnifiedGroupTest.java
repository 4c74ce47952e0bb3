package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * On a real group of version 2. Which controller it has depends on the host, since those that are in use by version 1 are not
 * there; what the kernel demands is the same for each.
 */
class UnifiedGroupTest {

    private Path top;
    private Path group;
    private String controller;
    private boolean handedDownBefore;
    private Process ours;

    @BeforeEach
    void delegate() throws IOException {
        top = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" - cgroup2 "))
                .map(line -> Path.of(line.split(" ", -1)[4]))
                .findFirst()
                .orElseThrow();
        controller = Files.readString(top.resolve("cgroup.controllers")).strip().split(" ", -1)[0];
        assertThat(controller).describedAs("a controller of version 2").isNotEmpty();
        handedDownBefore =
                Files.readString(top.resolve("cgroup.subtree_control")).contains(controller);
        Files.writeString(top.resolve("cgroup.subtree_control"), "+" + controller);
        group = Files.createDirectory(
                top.resolve("builderos-test-" + ProcessHandle.current().pid()));
        ours = new ProcessBuilder("sleep", "600").start();
        enter(ours);
    }

    @AfterEach
    void remove() throws Exception {
        ours.destroyForcibly().waitFor();
        for (Path each : List.of(group.resolve("child"), group.resolve("builderos-server"), group)) {
            while (!ControlGroup.remove(each)) {
                Thread.onSpinWait();
            }
        }
        if (!handedDownBefore) {
            Files.writeString(top.resolve("cgroup.subtree_control"), "-" + controller);
        }
    }

    @Test
    void makesRoomForGroupsBelowTheOneWeAreIn() throws Exception {
        UnifiedGroup.handDown(group, Set.of(controller));

        Path child = Files.createDirectory(group.resolve("child"));
        assertThat(Files.readString(child.resolve("cgroup.controllers")).strip())
                .isEqualTo(controller);
        assertThat(group.resolve("cgroup.procs")).hasContent("");
        assertThat(group.resolve("builderos-server/cgroup.procs")).hasContent(Long.toString(ours.pid()));
    }

    @Test
    void doesItOnce() throws Exception {
        UnifiedGroup.handDown(group, Set.of(controller));
        UnifiedGroup.handDown(group, Set.of(controller));

        assertThat(Files.readString(group.resolve("cgroup.subtree_control")).strip())
                .isEqualTo(controller);
    }

    @Test
    void leavesAGroupAloneWhereOthersAre() throws Exception {
        // Its parent ends at once, so that it is no descendant of ours.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!").start();
        long stranger = Long.parseLong(parent.inputReader().readLine());
        parent.waitFor();
        try {
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(stranger));

            UnifiedGroup.handDown(group, Set.of(controller));

            assertThat(group.resolve("builderos-server")).doesNotExist();
            assertThat(Files.readAllLines(group.resolve("cgroup.procs")))
                    .containsExactlyInAnyOrder(Long.toString(stranger), Long.toString(ours.pid()));
            assertThat(group.resolve("cgroup.subtree_control")).hasContent("");
        } finally {
            ProcessHandle.of(stranger).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private void enter(Process process) throws IOException {
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
    }
}
