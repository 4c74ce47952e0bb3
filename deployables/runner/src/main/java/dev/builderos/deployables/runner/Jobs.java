package dev.builderos.deployables.runner;

import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.sandbox.RemoteSandbox;
import dev.builderos.sandbox.jobs.JobSandbox;
import dev.builderos.sandbox.jobs.JobSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Makes the sandbox {@code jobs} from the runner's settings. It is made only where it is chosen. */
public class Jobs {
    /** Where a pod finds in which namespace it is. */
    private static final Path NAMESPACE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    @Produces
    @Singleton
    RemoteSandbox jobs(RunnerConfig config) {
        RunnerConfig.Jobs jobs = config.jobs();
        return JobSandbox.of(new JobSettings(
                jobs.namespace().orElseGet(Jobs::ownNamespace),
                jobs.image()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the sandbox jobs needs BUILDEROS_RUNNER_JOBS_IMAGE, NAME@sha256:…")),
                jobs.claim(),
                config.home(),
                jobs.user(),
                jobs.cpu(),
                labels(jobs.nodes().orElse("")),
                jobs.runtimeClass(),
                patience(jobs.patience())));
    }

    private static JobSettings.Patience patience(Duration start) {
        JobSettings.Patience usual = JobSettings.Patience.DEFAULT;
        return new JobSettings.Patience(usual.request(), start, usual.silence(), usual.end(), usual.grace());
    }

    private static String ownNamespace() {
        try {
            return Files.readString(NAMESPACE).strip();
        } catch (IOException noPod) {
            throw new UncheckedIOException(
                    "the sandbox jobs needs BUILDEROS_RUNNER_JOBS_NAMESPACE outside of a pod with a token", noPod);
        }
    }

    static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String label : text.isBlank() ? new String[0] : text.split(",")) {
            String[] parts = label.split("=", -1);
            if (parts.length != 2 || parts[0].isBlank()) {
                throw new IllegalArgumentException(
                        "BUILDEROS_RUNNER_JOBS_NODES is `" + text + "`; it has to be name=value,name=value");
            }
            labels.put(parts[0].strip(), parts[1].strip());
        }
        return labels;
    }
}
