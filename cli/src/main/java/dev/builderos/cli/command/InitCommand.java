package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.desk.DeskPlan;
import dev.builderos.cli.project.NewProject;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = "Make a project of this directory.",
        footer = {
            "",
            "Writes builderos.yaml, a policy that allows little, and .builderos/ for what runs leave.",
            "Nothing that is there is overwritten.",
            "",
            "  builderos init                          a project named like the directory",
            "  builderos init --desk java-service      with pipelines, prompts and agents for Java"
        })
final class InitCommand extends BaseCommand {
    @Nullable
    @Option(names = "--name", paramLabel = "NAME", description = "Its name; the directory's without it.")
    String name;

    @Nullable
    @Option(names = "--desk", paramLabel = "DESK[@VERSION]", description = "A desk to apply at once.")
    String desk;

    @Option(names = "-i", paramLabel = "KEY=VALUE", description = "An input of the desk.")
    Map<String, String> inputs = new LinkedHashMap<>();

    InitCommand(Session session) {
        super(session);
    }

    record Result(
            String name, List<String> created, @Nullable DeskPlan desk) {}

    @Override
    public Integer call() throws IOException {
        Path root = session.directory();
        String chosen = name == null ? NewProject.nameOf(root) : name;
        if (!chosen.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "a project's name is 1 to 63 lower-case letters, digits and dashes, not `" + chosen + "`");
        }
        DeskPlan plan = null;
        if (desk != null) {
            try (GatewayClient client = session.clientOfStartedServer()) {
                plan = DeskApplication.apply(client, root, desk, inputs, chosen);
            }
            if (!plan.conflicts().isEmpty()) {
                return DeskApplication.report(this, desk, plan);
            }
        }
        List<String> created = NewProject.create(root, chosen, session.clock().instant());
        if (json) {
            printJson(new Result(chosen, created, plan));
            return ExitCode.OK;
        }
        if (plan != null && desk != null) {
            DeskApplication.report(this, desk, plan);
        }
        created.forEach(path -> print(Line.of(Style.GREEN, "  created  ").add(path)));
        if (created.isEmpty() && (plan == null || plan.changes().isEmpty())) {
            print("nothing to do: this is a project already");
        }
        print("");
        print(
                desk == null
                        ? Line.of("next:  ").add(Style.BOLD, "builderos desk apply java-service")
                        : Line.of("next:  ").add(Style.BOLD, "builderos run ship/feature.yaml -i task=\"…\""));
        return ExitCode.OK;
    }
}
