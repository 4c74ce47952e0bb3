package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.NewProject;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "apply",
        description = "Lay a desk into this project, or upgrade it.",
        footer = {
            "",
            "Files you changed are merged with the new version. Where both changed the same lines, every",
            "conflict is shown and nothing is changed.",
            "",
            "  builderos desk apply java-service",
            "  builderos desk apply java-service@1.2.0 -i name=hello"
        })
final class DeskApplyCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "NAME[@VERSION]", description = "The desk; its newest version without one.")
    String desk;

    @Option(names = "-i", paramLabel = "KEY=VALUE", description = "An input of the desk.")
    Map<String, String> inputs = new LinkedHashMap<>();

    DeskApplyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException {
        Path root = projectHere().map(ProjectDirectory::root).orElse(session.directory());
        String name = projectHere().map(ProjectDirectory::name).orElse(NewProject.nameOf(root));
        try (GatewayClient client = session.clientOfStartedServer()) {
            return DeskApplication.report(this, desk, DeskApplication.apply(client, root, desk, inputs, name));
        }
    }
}
