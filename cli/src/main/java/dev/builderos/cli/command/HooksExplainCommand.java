package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.DeliveryExplanation;
import dev.builderos.gateway.api.ExplainDelivery;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HookView;
import dev.builderos.gateway.api.HooksClient;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

final class HooksExplainCommand extends BaseCommand {
    private final Given<String> delivery = arguments.optionalParameter("DELIVERY", HookReference.DELIVERY);

    private final Given<String> hook = arguments.option("--hook", "HOOK", HookReference.HELP);

    private final Given<String> payload =
            arguments.option("--payload", "FILE", "A body as JSON, in place of a delivery that came.");

    private final Given<String> event =
            arguments.option("--event", "NAME", "What the payload is about, where GitHub says it in a header: issues.");

    HooksExplainCommand(Session session) {
        super(
                session,
                "explain",
                "Which pipelines a delivery would start, and why. Nothing is started.",
                "",
                "  builderos hooks explain latest",
                "  builderos hooks explain --payload issue.json --event issues");
    }

    @Override
    public Integer call() throws IOException {
        String body = payload();
        String asked = delivery.get();
        if ((asked == null) == (body == null)) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "explain what? Give a delivery, or a body with --payload",
                    "deliveries are shown by  builderos hooks deliveries");
        }
        try (GatewayClient client = session.client()) {
            HooksClient hooks = new HooksClient(client);
            HookView from = HookReference.resolve(
                    hooks, projectHere().map(ProjectDirectory::name).orElse(null), hook.get());
            DeliveryExplanation explained = hooks.explainDelivery(
                    from.id(),
                    new ExplainDelivery(
                            asked == null
                                    ? null
                                    : HookReference.delivery(hooks, from, asked).id(),
                            event.get(),
                            body));
            if (json()) {
                printJson(explained);
                return ExitCode.OK;
            }
            print(Line.of(Style.BOLD, explained.event())
                    .add(
                            Style.DIM,
                            explained.snapshot() == null
                                    ? "  no files of the project are known; builderos run sends them"
                                    : "  by the files " + Names.digest(explained.snapshot())));
            HookVerdicts.show(this, explained.verdicts());
            return ExitCode.OK;
        }
    }

    private @Nullable String payload() throws IOException {
        String file = payload.get();
        return file == null ? null : Files.readString(session.directory().resolve(file));
    }
}
