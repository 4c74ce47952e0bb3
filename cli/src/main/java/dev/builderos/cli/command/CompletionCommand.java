package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import java.util.function.Supplier;

final class CompletionCommand extends BaseCommand {
    private final Supplier<Completion.Shell> shell =
            arguments.parameter("SHELL", "${COMPLETION-CANDIDATES}", Completion.Shell.class);

    CompletionCommand(Session session) {
        super(
                session,
                "completion",
                "A script that completes commands in your shell.",
                "",
                "  source <(builderos completion bash)                                   this shell",
                "  builderos completion zsh > ~/.zfunc/_builderos                        zsh, for good",
                "  builderos completion fish > ~/.config/fish/completions/builderos.fish");
    }

    @Override
    public Integer call() {
        console().out().print(Completion.script(shell.get(), Commands.all(session)));
        console().out().flush();
        return ExitCode.OK;
    }
}
