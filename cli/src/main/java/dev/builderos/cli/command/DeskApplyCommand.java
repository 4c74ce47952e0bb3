package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.NewProject;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

final class DeskApplyCommand extends BaseCommand {
    private final Supplier<String> desk =
            arguments.parameter("NAME[@VERSION]", "The desk; its newest version without one.");

    private final Supplier<Map<String, String>> inputs = arguments.pairs("-i", "KEY=VALUE", "An input of the desk.");

    DeskApplyCommand(Session session) {
        super(
                session,
                "apply",
                "Lay a desk into this project, or upgrade it.",
                "",
                "Files you changed are merged with the new version. Where both changed the same lines, every",
                "conflict is shown and nothing is changed.",
                "",
                "  builderos desk apply java-service",
                "  builderos desk apply java-service@1.2.0 -i name=hello");
    }

    @Override
    public Integer call() throws IOException {
        Path root = projectHere().map(ProjectDirectory::root).orElse(session.directory());
        String name = projectHere().map(ProjectDirectory::name).orElse(NewProject.nameOf(root));
        try (GatewayClient client = session.clientOfStartedServer()) {
            return DeskApplication.report(
                    this, desk.get(), DeskApplication.apply(client, root, desk.get(), inputs.get(), name));
        }
    }
}
