package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.desk.Desks;
import dev.builderos.cli.project.ProjectDirectory;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "unapply",
        description = "Take a desk back: the files it brought go, what was there before comes back.",
        footer = {
            "",
            "A file you changed since is a conflict; then nothing is changed.",
            "",
            "  builderos desk unapply java-service"
        })
final class DeskUnapplyCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "NAME", description = "The desk.")
    String desk;

    DeskUnapplyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException {
        Path root = projectHere().map(ProjectDirectory::root).orElse(session.directory());
        return DeskApplication.report(this, desk, new Desks(root).unapply(desk));
    }
}
