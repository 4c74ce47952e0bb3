package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.demo.Demo;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.LiveRun;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "See it all in a minute: agents change a service, you approve, it is released.",
        footer = {
            "",
            "Works in a scratch directory with a repository of its own, needs no network and no key. The model's",
            "answers are played from a transcript; everything else is real. Exit code 0 means that the released",
            "service answered.",
            "",
            "  builderos demo",
            "  builderos demo --yes --rollback      without questions, and back again at the end",
            "  builderos demo --model anthropic:claude-sonnet"
        })
final class DemoCommand extends BaseCommand {
    @Option(names = "--yes", description = "Approve whatever is asked; the record says that nobody looked.")
    boolean yes;

    @Option(names = "--rollback", description = "Roll the release back at the end.")
    boolean rollback;

    @Option(names = "--keep", description = "Leave the deployed services running.")
    boolean keep;

    @Option(
            names = "--sandbox",
            paramLabel = "KIND",
            description = "bubblewrap (the default), or none: commands then have all your rights.")
    RunCommand.Sandbox sandbox = RunCommand.Sandbox.bubblewrap;

    @Nullable
    @Option(names = "--model", paramLabel = "PROVIDER:NAME", description = "A real model instead of the transcript.")
    String model;

    @Nullable
    @Option(names = "--dir", paramLabel = "DIR", description = "Where the scratch project goes; it must not exist.")
    Path directory;

    DemoCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException {
        Approvals approvals = yes ? Approvals.YES : console().terminal() && !json ? Approvals.ASK : Approvals.LEAVE;
        Demo.Wishes wishes = new Demo.Wishes(
                approvals,
                json ? LiveRun.Output.JSON : LiveRun.Output.PEOPLE,
                rollback ? Demo.Ending.ROLLED_BACK : Demo.Ending.RELEASED,
                keep ? Demo.Services.KEPT : Demo.Services.STOPPED,
                sandbox.name(),
                model);
        return new Demo(session, wishes)
                .play(directory == null ? null : session.directory().resolve(directory));
    }
}
