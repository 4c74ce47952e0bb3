package dev.builderos.cli.project;

import dev.builderos.gateway.api.ArtifactView;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.LogPage;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StepView;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lays what a finished run left into the project's {@code .builderos}: its view, its receipt, logs and artifacts. */
public final class RunArchive {
    /**
     * Content of {@code runs/{id}.json}.
     *
     * @param receiptFile name of the receipt beside it; null when the run has none
     */
    public record RunFile(
            String kind, RunView run, @Nullable String receiptFile) {
        public static final String KIND = "builderos/run@v1";
    }

    private final GatewayClient client;
    private final LocalState state;

    public RunArchive(GatewayClient client, LocalState state) {
        this.client = client;
        this.state = state;
    }

    /** Writes everything; the run's own file comes last, so that where it is, the rest is too. Gives the receipt file. */
    public Optional<Path> keep(String run) {
        try {
            RunView view = client.run(run);
            for (StepView step : view.steps()) {
                keepLog(run, step.id());
            }
            for (ArtifactView artifact : client.artifacts(run).artifacts()) {
                Path target = inside(state.artifactsOf(run), artifact.stepId() + "/" + artifact.name());
                AtomicFile.write(target, temporary -> download(run, artifact.digest(), temporary));
            }
            Optional<Path> receipt = keepReceipt(run);
            AtomicFile.write(
                    state.runFile(run),
                    LocalState.pretty(new RunFile(
                            RunFile.KIND,
                            view,
                            receipt.map(file -> file.getFileName().toString()).orElse(null))));
            return receipt;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep run " + run + " in " + state.directory(), e);
        }
    }

    private Optional<Path> keepReceipt(String run) throws IOException {
        try {
            byte[] receipt = client.receipt(run);
            AtomicFile.write(state.receiptFile(run), receipt);
            return Optional.of(state.receiptFile(run));
        } catch (GatewayProblem e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void keepLog(String run, String step) throws IOException {
        LogPage first = LogPages.first(client, run, step);
        if (first.lines().isEmpty()) {
            return;
        }
        AtomicFile.write(
                inside(
                        state.directory(),
                        state.directory().relativize(state.logFile(run, step)).toString()),
                temporary -> {
                    try (BufferedWriter log = Files.newBufferedWriter(temporary)) {
                        LogPages.from(first, client, run, step, line -> write(log, line));
                    }
                });
    }

    private static void write(BufferedWriter log, LogLine line) {
        try {
            log.write(line.text());
            log.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void download(String run, String digest, Path target) throws IOException {
        try (InputStream bytes = client.blob(run, digest)) {
            Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Names come from the server; none may lead out of the directory. */
    public static Path inside(Path directory, String name) throws IOException {
        Path target = directory.resolve(name).normalize();
        if (!target.startsWith(directory) || target.equals(directory)) {
            throw new IOException("not a name inside " + directory + ": " + name);
        }
        return target;
    }
}
