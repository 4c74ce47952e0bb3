package dev.builderos.sandbox.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs what the spec of a pod says as a process of this host: its command line as Kubernetes expands it, with the variables of its
 * Secret, in its directory of the volume. It confines nothing.
 */
final class LocalNode implements FakeCluster.Node {
    private static final Pattern EXPANDED = Pattern.compile("\\$(\\$|\\(([A-Za-z_][A-Za-z0-9_]*)\\))");

    private final Path volume;
    private final Path temporary;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();

    LocalNode(Path volume, Path temporary) {
        this.volume = volume;
        this.temporary = temporary;
    }

    @Override
    public void run(FakeCluster cluster, Job job) {
        String name = job.getMetadata().getName();
        Container container =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        Map<String, String> variables = new HashMap<>(
                cluster.secret(container.getEnvFrom().getFirst().getSecretRef().getName())
                        .getStringData());
        VolumeMount mount = container.getVolumeMounts().getFirst();
        Path directory = volume.resolve(mount.getSubPath())
                .resolve(Path.of(mount.getMountPath()).relativize(Path.of(container.getWorkingDir())));
        variables.put("HOME", temporary.resolve("home").toString());
        variables.put("TMPDIR", temporary.toString());
        variables.put("PATH", System.getenv("PATH"));
        List<String> argv = container.getCommand().stream()
                .map(argument -> expanded(argument, variables))
                .toList();
        cluster.makePod(job);
        ProcessBuilder builder =
                new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            processes.put(name, process);
            cluster.say(name, Statuses.running());
            copy(cluster, name, process);
            int status = process.waitFor();
            cluster.say(name, Statuses.ended(status, status == 0 ? "Completed" : "Error"));
        } catch (IOException notRun) {
            throw new UncheckedIOException(notRun);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static void copy(FakeCluster cluster, String job, Process process) throws IOException {
        try (var reader = process.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                cluster.log(job, Instant.now(), line + "\n");
            }
        }
    }

    /** As Kubernetes does it: two dollars are one, and `$(NAME)` is the variable where there is one. */
    private static String expanded(String argument, Map<String, String> variables) {
        return EXPANDED.matcher(argument)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(2) == null ? "$" : variables.getOrDefault(found.group(2), found.group())));
    }

    @Override
    public void end(FakeCluster cluster, String job) {
        Process process = processes.get(job);
        if (process == null) {
            return;
        }
        List<ProcessHandle> tree = process.descendants().toList();
        process.toHandle().destroy(); // which leaves alone what is being read of it
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                tree.forEach(ProcessHandle::destroyForcibly);
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    boolean isIdle() {
        return processes.values().stream().noneMatch(Process::isAlive);
    }
}
