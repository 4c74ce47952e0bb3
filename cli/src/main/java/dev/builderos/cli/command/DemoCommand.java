package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.demo.Demo;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.LiveRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

final class DemoCommand extends BaseCommand {
    private final Supplier<Boolean> yes =
            arguments.flag("--yes", "Approve whatever is asked; the record says that nobody looked.");

    private final Supplier<Boolean> rollback = arguments.flag("--rollback", "Roll the release back at the end.");

    private final Supplier<Boolean> keep = arguments.flag("--keep", "Leave the deployed services running.");

    private final Supplier<RunCommand.Sandbox> sandbox = arguments.option(
            "--sandbox",
            "KIND",
            "bubblewrap (the default), or none: commands then have all your rights.",
            RunCommand.Sandbox.bubblewrap);

    private final Given<String> model =
            arguments.option("--model", "PROVIDER:NAME", "A real model instead of the transcript.");

    private final Given<Path> directory =
            arguments.option("--dir", "DIR", "Where the scratch project goes; it must not exist.", Path.class);

    DemoCommand(Session session) {
        super(
                session,
                "demo",
                "See it all in a minute: agents change a service, you approve, it is released.",
                "",
                "Works in a scratch directory with a repository of its own, needs no network and no key. The model's",
                "answers are played from a transcript; everything else is real. Exit code 0 means that the released",
                "service answered.",
                "",
                "  builderos demo",
                "  builderos demo --yes --rollback      without questions, and back again at the end",
                "  builderos demo --model anthropic:claude-sonnet");
    }

    @Override
    public Integer call() throws IOException {
        Approvals approvals =
                yes.get() ? Approvals.YES : console().terminal() && !json() ? Approvals.ASK : Approvals.LEAVE;
        Demo.Wishes wishes = new Demo.Wishes(
                approvals,
                json() ? LiveRun.Output.JSON : LiveRun.Output.PEOPLE,
                rollback.get() ? Demo.Ending.ROLLED_BACK : Demo.Ending.RELEASED,
                keep.get() ? Demo.Services.KEPT : Demo.Services.STOPPED,
                sandbox.get().name(),
                model.get());
        return new Demo(session, wishes)
                .play(directory.get() == null ? null : session.directory().resolve(directory.get()));
    }
}
