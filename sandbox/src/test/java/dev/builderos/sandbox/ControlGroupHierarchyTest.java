package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where groups are looked for, on the kinds of hosts there are; each input is what such a host shows in /proc. */
class ControlGroupHierarchyTest {

    @Test
    void looksInOurGroupAndBesideItOnAUnifiedHost() {
        var found = candidates(
                List.of("0::/system.slice/builderos.service/main"),
                List.of("30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"));
        assertThat(found)
                .containsExactly(
                        List.of(Path.of("/sys/fs/cgroup/system.slice/builderos.service/main")),
                        List.of(Path.of("/sys/fs/cgroup/system.slice/builderos.service")));
    }

    @Test
    void takesOneGroupPerControllerOnAVersion1Host() {
        var found = candidates(
                List.of("8:pids:/", "4:memory:/api/x", "1:cpu,cpuacct:/"),
                List.of(
                        "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct",
                        "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                        "39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids"));
        assertThat(found)
                .containsExactly(
                        List.of(
                                Path.of("/sys/fs/cgroup/cpu"),
                                Path.of("/sys/fs/cgroup/memory/api/x"),
                                Path.of("/sys/fs/cgroup/pids")),
                        List.of(Path.of("/sys/fs/cgroup/memory/api/x"), Path.of("/sys/fs/cgroup/pids")));
    }

    @Test
    void seesPastTheRootOfAContainer() {
        var found = candidates(
                List.of("2:memory:/docker/abc", "1:pids:/docker/abc"),
                List.of(
                        "35 31 0:32 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                        "39 31 0:36 /docker/abc /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids"));
        assertThat(found).containsExactly(List.of(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/pids")));
    }

    @Test
    void needsBothControllers() {
        assertThat(candidates(
                        List.of("4:memory:/"),
                        List.of("35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory")))
                .isEmpty();
    }

    private static List<List<Path>> candidates(List<String> memberships, List<String> mounts) {
        return ControlGroupHierarchy.candidates(memberships, mounts)
                .map(ControlGroupHierarchy::parents)
                .toList();
    }
}
