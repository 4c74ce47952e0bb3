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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class InitCommand extends BaseCommand {
    private final Given<String> name = arguments.option("--name", "NAME", "Its name; the directory's without it.");

    private final Given<String> desk = arguments.option("--desk", "DESK[@VERSION]", "A desk to apply at once.");

    private final Supplier<Map<String, String>> inputs = arguments.pairs("-i", "KEY=VALUE", "An input of the desk.");

    InitCommand(Session session) {
        super(
                session,
                "init",
                "Make a project of this directory.",
                "",
                "Writes builderos.yaml, a policy that allows little, and .builderos/ for what runs leave.",
                "Nothing that is there is overwritten.",
                "",
                "  builderos init                          a project named like the directory",
                "  builderos init --desk java-service      with pipelines, prompts and agents for Java");
    }

    record Result(
            String name, List<String> created, @Nullable DeskPlan desk) {}

    @Override
    public Integer call() throws IOException {
        Path root = session.directory();
        String chosen = name.get() == null ? NewProject.nameOf(root) : name.get();
        if (!chosen.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "a project's name is 1 to 63 lower-case letters, digits and dashes, not `" + chosen + "`");
        }
        DeskPlan plan = null;
        if (desk.get() != null) {
            try (GatewayClient client = session.clientOfStartedServer()) {
                plan = DeskApplication.apply(client, root, desk.get(), inputs.get(), chosen);
            }
            if (!plan.conflicts().isEmpty()) {
                return DeskApplication.report(this, desk.get(), plan);
            }
        }
        List<String> created = NewProject.create(root, chosen, session.clock().instant());
        if (json()) {
            printJson(new Result(chosen, created, plan));
            return ExitCode.OK;
        }
        if (plan != null && desk.get() != null) {
            DeskApplication.report(this, desk.get(), plan);
        }
        created.forEach(path -> print(Line.of(Style.GREEN, "  created  ").add(path)));
        if (created.isEmpty() && (plan == null || plan.changes().isEmpty())) {
            print("nothing to do: this is a project already");
        }
        print("");
        print(
                desk.get() == null
                        ? Line.of("next:  ").add(Style.BOLD, "builderos desk apply java-service")
                        : Line.of("next:  ").add(Style.BOLD, "builderos run ship/feature.yaml -i task=\"…\""));
        return ExitCode.OK;
    }
}
