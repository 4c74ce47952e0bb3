package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.AtomicFile;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;

final class AuditExportCommand extends BaseCommand {
    private final Supplier<Path> file = arguments.parameter("FILE", "Where it is written.", Path.class);

    AuditExportCommand(Session session) {
        super(
                session,
                "export",
                "Write the audit log with its checkpoints to a file, one line of JSON each.",
                "",
                "  builderos audit export audit.jsonl && builderos audit verify --file audit.jsonl");
    }

    @Override
    public Integer call() throws IOException {
        Path target = session.directory().resolve(file.get());
        try (GatewayClient client = session.client()) {
            AtomicFile.write(target, temporary -> {
                try (InputStream export = client.exportAudit()) {
                    Files.copy(export, temporary, StandardCopyOption.REPLACE_EXISTING);
                }
            });
        }
        if (json()) {
            printJson(new Written(target.toString(), Files.size(target)));
        } else {
            print(Line.of(Style.DIM, "wrote " + target + ", " + Files.size(target) + " bytes"));
        }
        return ExitCode.OK;
    }

    private record Written(String file, long bytes) {}
}
