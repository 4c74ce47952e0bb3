package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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

    private final Process holder;
    private final Path statusFile;

    /**
     * @param holder the outer bwrap process
     * @param statusFile where bwrap writes its {@code --json-status-fd} documents
     */
    NamespaceTree(Process holder, Path statusFile) {
        this.holder = holder;
        this.statusFile = statusFile;
    }

    @Override
    public void terminate() {
        Optional<ProcessHandle> first = firstProcess();
        // The first process has no SIGTERM handler, which for the first of a namespace means that it ignores SIGTERM.
        first.ifPresentOrElse(
                process -> process.descendants().forEach(ProcessHandle::destroy), holder.toHandle()::destroyForcibly);
    }

    @Override
    public void kill() {
        firstProcess().ifPresent(ProcessHandle::destroyForcibly);
        holder.toHandle().destroyForcibly();
    }

    @Override
    public boolean bury(Duration bound) throws InterruptedException {
        kill();
        long deadline = System.nanoTime() + bound.toNanos();
        while (firstProcess().isPresent()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MICROSECONDS.sleep(300);
        }
        return true;
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
