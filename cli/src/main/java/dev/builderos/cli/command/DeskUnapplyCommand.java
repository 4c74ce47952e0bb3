package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.desk.Desks;
import dev.builderos.cli.project.ProjectDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

final class DeskUnapplyCommand extends BaseCommand {
    private final Supplier<String> desk = arguments.parameter("NAME", "The desk.");

    DeskUnapplyCommand(Session session) {
        super(
                session,
                "unapply",
                "Take a desk back: the files it brought go, what was there before comes back.",
                "",
                "A file you changed since is a conflict; then nothing is changed.",
                "",
                "  builderos desk unapply java-service");
    }

    @Override
    public Integer call() throws IOException {
        Path root = projectHere().map(ProjectDirectory::root).orElse(session.directory());
        return DeskApplication.report(this, desk.get(), new Desks(root).unapply(desk.get()));
    }
}
