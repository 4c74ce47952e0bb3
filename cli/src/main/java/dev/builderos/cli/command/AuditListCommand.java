package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.AuditEntry;
import dev.builderos.gateway.api.AuditFilter;
import dev.builderos.gateway.api.AuditList;
import dev.builderos.gateway.api.GatewayClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code audit} and {@code audit list} are the same. */
final class AuditListCommand extends BaseCommand {
    private final Given<String> run = arguments.option("--run", "RUN", "Only what is about this run.");

    private final Given<String> approval =
            arguments.option("--approval", "APPROVAL", "Only what is about this request for approval.");

    private final Given<String> by = arguments.option("--by", "WHO", "Only what this person or service did.");

    private final Given<String> kind =
            arguments.option("--kind", "KIND", "Only these: `approval`, `decision`, `policy`, `team` or `webhook`.");

    private final Given<String> since = arguments.option("--since", "TIME", "Not older: " + Moment.HELP);

    private final Given<String> until = arguments.option("--until", "TIME", "Older: " + Moment.HELP);

    private final Supplier<Integer> limit =
            arguments.option("-n", "COUNT", "At most so many, 1 to 200; ${DEFAULT-VALUE} unless given.", 30);

    private final Given<Long> before =
            arguments.option("--before", "NUMBER", "Only entries below this number: the next page.", Long.class);

    AuditListCommand(Session session, String name) {
        super(
                session,
                name,
                "Who approved or was refused what, when, by which method, on which diff and prompt version.",
                "",
                "Prompts of a pipeline's own step are those of the agents whose work it stands on.",
                "",
                "  builderos audit",
                "  builderos audit list --kind approval --by local:owner --since 7d",
                "  builderos audit list --run latest --json | jq '.entries[].what'",
                "  builderos audit verify");
    }

    @Override
    public Integer call() {
        if (limit.get() < 1 || limit.get() > 200) {
            throw new CliFailure(ExitCode.USAGE, "-n is 1 to 200");
        }
        try (GatewayClient client = session.client()) {
            String aboutRun = run.get();
            String aboutApproval = approval.get();
            AuditList page = client.audit(
                    new AuditFilter(
                            aboutRun == null ? null : RunReference.resolve(client, projectHere(), aboutRun),
                            aboutApproval == null
                                    ? null
                                    : ApprovalReference.resolve(client, aboutApproval)
                                            .id(),
                            by.get(),
                            kind.get(),
                            Moment.read(since.get(), session.clock(), "--since"),
                            Moment.read(until.get(), session.clock(), "--until")),
                    before.get(),
                    limit.get());
            if (json()) {
                printJson(page);
                return ExitCode.OK;
            }
            if (page.entries().isEmpty()) {
                print("nothing of the kind is in the audit log");
                return ExitCode.OK;
            }
            Table table = new Table("#", "WHEN", "WHO", "DID", "WHAT", "METHOD", "DIFF", "PROMPTS", "RUN");
            page.entries().forEach(entry -> table.row(cells(entry)));
            table.lines().forEach(this::print);
            if (page.next() != null) {
                print(Line.of(Style.DIM, "there is more:  --before " + page.next()));
            }
            return ExitCode.OK;
        }
    }

    private static Cell[] cells(AuditEntry entry) {
        Instant at = entry.at();
        return new Cell[] {
            new Cell(Style.DIM, String.valueOf(entry.seq())),
            Cell.of(at == null ? "?" : at.truncatedTo(ChronoUnit.SECONDS).toString()),
            Cell.of(text(entry, entry.kind().equals("decision") ? "agent" : "by")),
            deed(entry),
            Cell.of(what(entry)),
            Cell.of(text(entry, "method")),
            Cell.of(Names.digest(text(entry, "diff"))),
            Cell.of(prompts(entry)),
            Cell.of(Names.id(text(entry, "run")))
        };
    }

    private static Cell deed(AuditEntry entry) {
        return switch (entry.kind()) {
            case "decision" ->
                text(entry, "verdict").equals("DENY")
                        ? new Cell(Style.RED, "was denied")
                        : new Cell(Style.YELLOW, "needs approval");
            case "approval" ->
                switch (text(entry, "answer")) {
                    case "APPROVE" -> new Cell(Style.GREEN, "approved");
                    case "DENY" -> new Cell(Style.RED, "denied");
                    default ->
                        Cell.of(
                                text(entry, "state").equals("PENDING")
                                        ? "asked"
                                        : text(entry, "state").toLowerCase(Locale.ROOT));
                };
            case "policy" -> Cell.of(text(entry, "policy").isEmpty() ? "took a policy away" : "set a policy");
            case "team" -> Cell.of("changed the team");
            case "webhook" -> Cell.of("changed a webhook");
            case "remote" ->
                Cell.of(text(entry, "act").equals("prompt.brought") ? "brought a prompt" : "brought a run");
            default -> new Cell(Style.RED, entry.kind());
        };
    }

    private static String what(AuditEntry entry) {
        String title = text(entry, "title");
        String environment = text(entry, "environment");
        if (entry.kind().equals("policy")) {
            return text(entry, "place");
        }
        return title.isEmpty() ? text(entry, "tool") + (environment.isEmpty() ? "" : " in " + environment) : title;
    }

    private static String prompts(AuditEntry entry) {
        return entry.what().get("prompts") instanceof List<?> prompts
                ? prompts.stream()
                        .filter(Map.class::isInstance)
                        .map(Map.class::cast)
                        .map(prompt -> prompt.get("name") + "@" + prompt.get("version"))
                        .collect(Collectors.joining(", "))
                : "";
    }

    private static String text(AuditEntry entry, String field) {
        return Objects.requireNonNullElse(entry.text(field), "");
    }
}
