package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "receipt",
        description = "The signed receipt of a run, as a file.",
        footer = {
            "",
            "  builderos receipt latest -o receipt.json && builderos verify receipt.json",
            "  builderos receipt latest | jq ."
        })
final class ReceiptCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Nullable
    @Option(names = "-o", paramLabel = "FILE", description = "Write it there instead of standard output.")
    String file;

    ReceiptCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException {
        try (GatewayClient client = session.client()) {
            FileOutput.write(this, client.receipt(RunReference.resolve(client, projectHere(), run)), file);
            return ExitCode.OK;
        }
    }
}
