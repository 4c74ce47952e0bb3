package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.live.Spans;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.DeploymentList;
import dev.builderos.gateway.api.GatewayClient;
import java.time.Duration;

final class DeploymentsCommand extends BaseCommand {
    private final Given<String> stop = arguments.option("--stop", "ENV", "Stop what serves in this environment.");

    DeploymentsCommand(Session session) {
        super(
                session,
                "deployments",
                "What is deployed where, and what was before.",
                "",
                "  builderos deployments",
                "  builderos deployments --stop prod");
    }

    @Override
    public Integer call() {
        String project = project().name();
        try (GatewayClient client = session.client()) {
            if (stop.get() != null) {
                client.stopDeployment(project, stop.get());
            }
            DeploymentList deployments = client.deployments(project);
            if (json()) {
                printJson(deployments);
                return ExitCode.OK;
            }
            if (deployments.deployments().isEmpty()) {
                print("nothing is deployed");
                return ExitCode.OK;
            }
            Table table = new Table("ENV", "RELEASE", "", "COMMIT", "RUN", "SINCE", "URL");
            for (DeploymentList.Entry entry : deployments.deployments()) {
                String url = entry.url();
                table.row(
                        Cell.of(entry.environment()),
                        Cell.of(entry.release()),
                        new Cell(Style.GREEN, entry.live() ? "live" : ""),
                        Cell.of(entry.commit()
                                .substring(0, Math.min(10, entry.commit().length()))),
                        Cell.of(Names.id(entry.runId())),
                        Cell.of(Spans.duration(Duration.between(
                                        entry.deployedAt(), session.clock().instant()))
                                + " ago"),
                        Cell.of(url == null || !entry.live() ? "" : url));
            }
            table.lines().forEach(this::print);
            return ExitCode.OK;
        }
    }
}
