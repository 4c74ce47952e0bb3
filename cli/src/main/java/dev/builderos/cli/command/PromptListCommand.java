package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.PromptList;
import dev.builderos.gateway.api.PromptView;

final class PromptListCommand extends BaseCommand {
    private final Given<String> name = arguments.optionalParameter("NAME", "Only versions of this one.");

    PromptListCommand(Session session) {
        super(
                session,
                "list",
                "All prompt versions.",
                "",
                "  builderos prompt list",
                "  builderos prompt list builder/plan");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            PromptList prompts = client.prompts(name.get());
            if (json()) {
                printJson(prompts);
                return ExitCode.OK;
            }
            if (prompts.prompts().isEmpty()) {
                print(
                        "no prompts yet; a run records those of its project, `builderos remote pull` those of another server");
                return ExitCode.OK;
            }
            Table table = new Table("PROMPT", "VERSION", "DIGEST", "TAGS", "CHANGE");
            for (PromptView prompt : prompts.prompts()) {
                String change = prompt.changelog();
                table.row(
                        Cell.of(prompt.name()),
                        Cell.of(prompt.version()),
                        Cell.of(Names.digest(prompt.digest())),
                        Cell.of(String.join(", ", prompt.tags())),
                        Cell.of(change == null ? "" : change.lines().findFirst().orElse("")));
            }
            table.lines().forEach(this::print);
            return ExitCode.OK;
        }
    }
}
