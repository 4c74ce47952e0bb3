package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "A script that completes commands in your shell.",
        footer = {
            "",
            "  source <(builderos completion bash)                                   this shell",
            "  builderos completion zsh > ~/.zfunc/_builderos                        zsh, for good",
            "  builderos completion fish > ~/.config/fish/completions/builderos.fish"
        })
final class CompletionCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    Completion.Shell shell;

    CompletionCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        console().out().print(Completion.script(shell, Commands.all(session)));
        console().out().flush();
        return ExitCode.OK;
    }
}
