package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ParkedMessage;
import dev.builderos.gateway.api.ParkedRetried;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class ParkedRetryCommand extends BaseCommand {
    private static final int LOOKED_AT = 200;

    private final Given<String> message =
            arguments.optionalParameter("MESSAGE", "Which one, or how its id begins, as `parked` shows it.");

    private final Supplier<Boolean> all = arguments.flag("--all", "All of the newest " + LOOKED_AT + ".");

    /** As it is written with {@code --json}. */
    record Result(
            String id,
            String consumer,
            boolean taken,
            @Nullable String reason) {}

    record Results(List<Result> messages) {}

    ParkedRetryCommand(Session session) {
        super(
                session,
                "retry",
                "Has a parked message tried again by who could not take it.",
                "",
                "Until it has taken effect it stays parked. Exit code 1 when one has not.",
                "",
                "  builderos parked retry 019aa000",
                "  builderos parked retry --all");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            List<Result> results = new ArrayList<>();
            for (ParkedMessage each : chosen(client.parked(LOOKED_AT).messages())) {
                ParkedRetried retried = client.retryParked(each);
                results.add(new Result(each.id(), each.consumer(), retried.taken(), retried.reason()));
                if (!json()) {
                    print(
                            retried.taken()
                                    ? Line.of(Style.GREEN, "✓ ").add(each.id() + "  taken by " + each.consumer())
                                    : Line.of(Style.RED, "✗ ").add(each.id() + "  " + retried.reason()));
                }
            }
            if (json()) {
                printJson(new Results(results));
            }
            return results.stream().allMatch(Result::taken) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private List<ParkedMessage> chosen(List<ParkedMessage> parked) {
        String wanted = message.get();
        if (all.get() == (wanted != null)) {
            throw new CliFailure(
                    ExitCode.USAGE, "which message? Give its id, or --all", "they are shown by  builderos parked");
        }
        if (wanted == null) {
            return parked;
        }
        List<ParkedMessage> found =
                parked.stream().filter(each -> each.id().startsWith(wanted)).toList();
        if (found.isEmpty()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "no parked message begins with " + wanted,
                    "they are shown by  builderos parked");
        }
        if (found.stream().map(ParkedMessage::id).distinct().count() > 1) {
            throw new CliFailure(
                    ExitCode.USAGE, found.size() + " parked messages begin with " + wanted + "; give more of the id");
        }
        return found;
    }
}
