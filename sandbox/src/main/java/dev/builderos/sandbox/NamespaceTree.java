package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * The processes of one process-namespace, known by its first process.
 *
 * <p>When the first process of a namespace ends, the kernel kills all others and lets it become a zombie only after
 * they are gone. So "the first process is dead" proves that everything is, however it forked.
 */
final class NamespaceTree implements ProcessTree {

    private static final Pattern FIRST_PROCESS = Pattern.compile("\"child-pid\": (\\d+)");
    private static final Pattern NAMESPACE = Pattern.compile("\"pid-namespace\": (\\d+)");
    private static final Pattern EXIT_CODE = Pattern.compile("\"exit-code\": (\\d+)");

    /** How long bwrap may take from its start until it names its first process; it takes milliseconds. */
    private static final long NAMING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_NANOS = 300_000;

    private final Process holder;
    private final Path statusFile;
    private final Optional<ControlGroup> group;

    /**
     * @param holder the outer bwrap process
     * @param statusFile where bwrap writes its {@code --json-status-fd} documents
     * @param group what the whole tree is in, the holder as well
     */
    NamespaceTree(Process holder, Path statusFile, Optional<ControlGroup> group) {
        this.holder = holder;
        this.statusFile = statusFile;
        this.group = group;
    }

    @Override
    public void terminate() {
        awaitName();
        // The first process has no SIGTERM handler, which for the first of a namespace means that it ignores SIGTERM.
        List<ProcessHandle> program =
                firstProcess().stream().flatMap(ProcessHandle::descendants).toList();
        if (program.isEmpty()) {
            killNow();
        } else {
            program.forEach(ProcessHandle::destroy);
        }
    }

    @Override
    public void kill() {
        awaitName();
        killNow();
    }

    @Override
    public boolean bury(Duration bound) throws InterruptedException {
        killNow();
        long deadline = System.nanoTime() + bound.toNanos();
        while (isLeft()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
        return true;
    }

    private void killNow() {
        firstProcess().ifPresent(ProcessHandle::destroyForcibly);
        holder.toHandle().destroyForcibly();
    }

    /** What is in the control group and not in the namespace, as a first process nobody named, is killed here. */
    private boolean isLeft() {
        List<ProcessHandle> inGroup = group.map(ControlGroup::processes).orElse(Set.of()).stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive)
                .toList();
        inGroup.forEach(ProcessHandle::destroyForcibly);
        return !inGroup.isEmpty() || firstProcess().isPresent();
    }

    /**
     * Waits until bwrap has said which its first process is, or has ended. Killed between the two it leaves that process
     * behind: until the namespace is ready the process waits for a word of bwrap, and the end of bwrap does not end it.
     */
    private void awaitName() {
        long deadline = System.nanoTime() + NAMING_NANOS;
        while (number(NAMESPACE).isEmpty() && holder.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** The status bwrap reports for the program; empty when the program was never executed or bwrap was killed. */
    OptionalLong exitCode() {
        return number(EXIT_CODE);
    }

    /** The first process while it lives; the namespace is compared because the kernel reuses process ids. */
    private Optional<ProcessHandle> firstProcess() {
        OptionalLong pid = number(FIRST_PROCESS);
        OptionalLong namespace = number(NAMESPACE);
        if (pid.isEmpty() || namespace.isEmpty() || !ProcessFiles.isAlive(pid.getAsLong())) {
            return Optional.empty();
        }
        boolean reused = ProcessFiles.pidNamespace(pid.getAsLong())
                .filter(found -> found != namespace.getAsLong())
                .isPresent();
        return reused ? Optional.empty() : ProcessHandle.of(pid.getAsLong());
    }

    private OptionalLong number(Pattern pattern) {
        try {
            var found = pattern.matcher(Files.readString(statusFile));
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
        } catch (IOException absent) {
            return OptionalLong.empty();
        }
    }
}
