package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.util.function.Supplier;

final class ReceiptCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Given<String> file = arguments.option("-o", "FILE", "Write it there instead of standard output.");

    ReceiptCommand(Session session) {
        super(
                session,
                "receipt",
                "The signed receipt of a run, as a file.",
                "",
                "  builderos receipt latest -o receipt.json && builderos verify receipt.json",
                "  builderos receipt latest | jq .");
    }

    @Override
    public Integer call() throws IOException {
        try (GatewayClient client = session.client()) {
            FileOutput.write(this, client.receipt(RunReference.resolve(client, projectHere(), run.get())), file.get());
            return ExitCode.OK;
        }
    }
}
