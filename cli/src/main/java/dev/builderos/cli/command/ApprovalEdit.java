package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.live.Card;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Answer;
import dev.builderos.gateway.api.AnswerApproval;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wants something else instead of what is asked, and shows the request that comes of it. */
final class ApprovalEdit {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final BaseCommand command;
    private final @Nullable String reason;

    ApprovalEdit(BaseCommand command, @Nullable String reason) {
        this.command = command;
        this.reason = reason;
    }

    int of(String id, Map<String, String> set, boolean inEditor) {
        try (GatewayClient client = command.session.client()) {
            ApprovalView approval = ApprovalReference.resolve(client, id);
            Map<String, Object> asked = approval.asked();
            if (asked == null) {
                throw new CliFailure(
                        ExitCode.USAGE,
                        "this cannot be edited; say what to do instead with  builderos deny " + approval.id()
                                + " --reason …");
            }
            Map<String, Object> edited = new LinkedHashMap<>(asked);
            set.forEach((name, value) -> edited.put(name, like(asked.get(name), name, value)));
            Map<String, Object> instead = inEditor ? inEditor(edited) : edited;
            ApprovalView closed = client.answerApproval(
                    approval.id(),
                    new AnswerApproval(Answer.EDIT, approval.effectDigest(), "cli --edit", reason, instead));
            Optional<ApprovalView> next = next(client, closed);
            if (command.json()) {
                command.printJson(next.orElse(closed));
                return ExitCode.OK;
            }
            if (next.isEmpty()) {
                command.print(Line.of(
                        Style.YELLOW,
                        "edited; nobody is asked about what is done instead, or the step has not come to it yet"));
                return ExitCode.OK;
            }
            new Card(next.get()).lines().forEach(command::print);
            command.print(Line.of(Style.YELLOW, "edited; this is asked now. Approve it with  builderos approve ")
                    .add(next.get().id()));
            return ExitCode.OK;
        }
    }

    /** What was a number or a truth stays one. */
    private static Object like(@Nullable Object before, String name, String value) {
        try {
            return switch (before) {
                case Boolean ignored when value.equals("true") || value.equals("false") -> value.equals("true");
                case Integer ignored -> Long.valueOf(value);
                case Long ignored -> Long.valueOf(value);
                case Double ignored -> Double.valueOf(value);
                case null, default -> value;
            };
        } catch (NumberFormatException e) {
            throw new CliFailure(ExitCode.USAGE, "`" + name + "` is a number, not `" + value + "`");
        }
    }

    private Map<String, Object> inEditor(Map<String, Object> arguments) {
        String editor = editor();
        try {
            Path file = Files.createTempFile(
                    "builderos-edit",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(file, RecordJson.pretty(new Arguments(arguments)));
                Process process = new ProcessBuilder("/bin/sh", "-c", editor + " \"$1\"", "sh", file.toString())
                        .inheritIO()
                        .start();
                if (process.waitFor() != 0) {
                    throw new CliFailure(ExitCode.FAILED, editor + " ended with " + process.exitValue());
                }
                return RecordJson.read(Files.readAllBytes(file), Arguments.class)
                        .arguments();
            } finally {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new CliFailure(ExitCode.USAGE, "the edited arguments are not JSON: " + broken.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.FAILED, "stopped");
        }
    }

    private String editor() {
        Map<String, String> environment = command.session.environment();
        return environment.getOrDefault("VISUAL", environment.getOrDefault("EDITOR", "vi"));
    }

    /** What stands in the file that is edited. */
    record Arguments(Map<String, Object> arguments) {}

    /** The request that came of the edit; none when the policy lets it pass, or denies it. */
    private Optional<ApprovalView> next(GatewayClient client, ApprovalView edited) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            Optional<ApprovalView> found =
                    client.approvals(ApprovalState.PENDING, edited.runId(), 200).approvals().stream()
                            .filter(other -> other.stepId().equals(edited.stepId()))
                            .findFirst();
            if (found.isPresent()
                    || client.run(edited.runId()).summary().state().terminal()) {
                return found;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
