package dev.builderos.sandbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes that can be found to come from a command without a namespace: descendants, its session, its control
 * group, and whoever carries its mark in the environment. Best effort: a process that left the session, lost its
 * parents and cleared its environment is found only through the control group.
 */
final class MarkedTree implements ProcessTree {

    private final Process root;
    private final String mark;

    /** Only younger processes can be its children; looking closely at all others would cost milliseconds. */
    private final long started;

    private final Optional<ControlGroup> group;

    /** @param mark an assignment, {@code NAME=value}, that is in the environment of the command and of no other */
    MarkedTree(Process root, String mark, Optional<ControlGroup> group) {
        this.root = root;
        this.mark = mark;
        this.started = ProcessFiles.living(root.pid())
                .map(ProcessFiles.Living::started)
                .orElse(0L);
        this.group = group;
    }

    @Override
    public void terminate() {
        members().forEach(ProcessHandle::destroy);
    }

    @Override
    public void kill() {
        group.ifPresent(ControlGroup::seal);
        members().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public boolean bury(Duration bound) throws InterruptedException {
        group.ifPresent(ControlGroup::seal);
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            Set<ProcessHandle> left = members();
            if (left.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                return false;
            }
            // Again each time round: a process may have forked between the look and the signal.
            left.forEach(ProcessHandle::destroyForcibly);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private Set<ProcessHandle> members() {
        long session = root.pid();
        var found = new HashSet<Long>();
        Stream.concat(Stream.of(root.toHandle()), root.descendants())
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .forEach(found::add);
        ProcessFiles.living()
                .filter(other -> other.started() >= started)
                .filter(other -> other.session() == session || ProcessFiles.hasVariable(other.pid(), mark))
                .map(ProcessFiles.Living::pid)
                .forEach(found::add);
        group.ifPresent(limits -> found.addAll(limits.processes()));
        return found.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive)
                .collect(Collectors.toSet());
    }
}
