package dev.builderos.cli.remote;

import dev.builderos.cli.remote.Transferred.Outcome;
import dev.builderos.gateway.api.BringRun;
import dev.builderos.gateway.api.BroughtLog;
import dev.builderos.gateway.api.ContentList;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.LogPage;
import dev.builderos.gateway.api.NamedContent;
import dev.builderos.gateway.api.ProblemDetails;
import dev.builderos.gateway.api.RemoteClient;
import dev.builderos.gateway.api.RunBrought;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.StepView;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies runs that are over from one server to another. What the other side has is not sent; a run is asked to be taken once all
 * it names is there.
 */
public final class RunTransfer implements AutoCloseable {
    private static final int LINES = 5_000;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final GatewayClient source;
    private final GatewayClient target;
    private final String from;
    private final LongConsumer progress;
    private final Histories histories;
    private final Path scratch;

    /**
     * @param from where the runs come from, for people
     * @param progress hears of bytes as they are sent
     */
    public RunTransfer(GatewayClient source, GatewayClient target, String from, LongConsumer progress) {
        this.source = source;
        this.target = target;
        this.from = from;
        this.progress = progress;
        this.histories = new Histories(source, target);
        try {
            this.scratch = Files.createTempDirectory("builderos-remote");
        } catch (IOException e) {
            throw new UncheckedIOException("there is no room for what is copied", e);
        }
    }

    /** Something of a run to send; a log is in a file already, the rest is fetched when it is missing. */
    private record Part(long bytes, @Nullable Path file) {}

    /** Brings a run; or, when {@code dry}, says what there would be to send. */
    public Transferred bring(RunSummary run, boolean dry) {
        if (!run.state().terminal()) {
            return Transferred.nothing(run.id(), run.project(), Outcome.OPEN, "it goes on; bring it when it is over");
        }
        try {
            return switch (histories.of(run.id(), run.facts())) {
                case Histories.There() -> Transferred.nothing(run.id(), run.project(), Outcome.THERE, null);
                case Histories.Deleted() ->
                    Transferred.nothing(run.id(), run.project(), Outcome.DELETED, "it was there and was deleted");
                case Histories.Other(var conflict) ->
                    new Transferred(run.id(), run.project(), Outcome.CONFLICT, 0, 0, null, conflict);
                case Histories.Absent(), Histories.Behind _ -> copied(run, dry);
            };
        } catch (GatewayProblem problem) {
            if (problem.status() != CONFLICT && problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            return Transferred.nothing(run.id(), run.project(), Outcome.REFUSED, why(problem.problem()));
        } catch (IOException e) {
            throw new UncheckedIOException("run " + run.id() + " could not be copied", e);
        }
    }

    private static String why(ProblemDetails problem) {
        String detail = problem.detail() == null ? problem.title() : problem.detail();
        return problem.problems().isEmpty() ? detail : detail + " (" + String.join("; ", problem.problems()) + ")";
    }

    private Transferred copied(RunSummary run, boolean dry) throws IOException {
        Map<String, Part> parts = new LinkedHashMap<>();
        String after = null;
        do {
            ContentList page = new RemoteClient(source).contents(run.id(), after);
            for (NamedContent content : page.contents()) {
                Long bytes = content.bytes();
                if (bytes == null) {
                    return Transferred.nothing(
                            run.id(),
                            run.project(),
                            Outcome.REFUSED,
                            "a content that fact " + content.fact() + " names is gone where the run was carried out: "
                                    + content.digest());
                }
                parts.put(content.digest(), new Part(bytes, null));
            }
            after = page.next();
        } while (after != null);
        List<BroughtLog> logs = logs(run.id(), parts);
        Path receiptFile = scratch.resolve("receipt");
        Files.write(receiptFile, source.receipt(run.id()));
        String receipt = Upload.digest(receiptFile);
        parts.put(receipt, new Part(Files.size(receiptFile), receiptFile));

        Upload upload = new Upload(new RemoteClient(target), progress);
        Set<String> missing = upload.missing(List.copyOf(parts.keySet()));
        if (dry) {
            long bytes = parts.entrySet().stream()
                    .filter(part -> missing.contains(part.getKey()))
                    .mapToLong(part -> part.getValue().bytes())
                    .sum();
            return new Transferred(run.id(), run.project(), Outcome.WOULD_SEND, missing.size(), bytes, null, null);
        }
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (missing.contains(part.getKey())) {
                send(upload, run.id(), part.getKey(), part.getValue());
            }
        }
        RunBrought brought = new RemoteClient(target).bringRun(run.id(), new BringRun(receipt, logs, from));
        Outcome outcome = switch (brought.outcome()) {
            case TAKEN -> Outcome.SENT;
            case CONTINUED -> Outcome.CONTINUED;
            case THERE -> Outcome.THERE;
        };
        return new Transferred(run.id(), run.project(), outcome, upload.contents(), upload.bytes(), null, null);
    }

    private void send(Upload upload, String run, String digest, Part part) throws IOException {
        Path file = part.file();
        if (file == null) {
            file = scratch.resolve("content");
            Upload.spool(source.blob(run, digest), file);
        }
        upload.send(digest, file);
    }

    /** The logs of a run's steps, each in a file, as the other side takes them. */
    private List<BroughtLog> logs(String run, Map<String, Part> parts) throws IOException {
        List<BroughtLog> logs = new ArrayList<>();
        for (StepView step : source.run(run).steps()) {
            Path file = scratch.resolve("log-" + logs.size());
            boolean capped = write(run, step.id(), file);
            long bytes = Files.size(file);
            if (bytes > 0) {
                String digest = Upload.digest(file);
                parts.put(digest, new Part(bytes, file));
                logs.add(new BroughtLog(step.id(), digest, capped));
            }
        }
        return logs;
    }

    private boolean write(String run, String step, Path file) throws IOException {
        long after = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            while (true) {
                LogPage page = source.log(run, step, after, LINES);
                for (LogLine line : page.lines()) {
                    out.write(line.n() + "\t" + line.at().toEpochMilli() + "\t" + line.stream() + "\t" + line.text()
                            + "\n");
                    after = line.n();
                }
                if (page.lines().isEmpty() || Boolean.FALSE.equals(page.more())) {
                    return Boolean.TRUE.equals(page.capped());
                }
            }
        }
    }

    @Override
    public void close() {
        try (var files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException("what was copied is left in " + scratch, e);
        }
    }
}
