package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.remote.Remote;
import dev.builderos.gateway.api.GatewayClient;

final class RemotePullCommand extends RemoteTransferCommand {
    RemotePullCommand(Session session) {
        super(
                session,
                "pull",
                "Bring runs, or versions of prompts, from another server here.",
                "",
                "To look at, to verify, and to keep. It is `push` the other way round.",
                "",
                "  builderos remote pull team --run 0192f3a1",
                "  builderos remote pull team --project shop --dry-run",
                "  builderos remote pull team --prompts",
                "  builderos remote pull team --prompt builder/plan@1.2.0");
    }

    @Override
    String direction() {
        return "pull";
    }

    @Override
    GatewayClient source(GatewayClient here, GatewayClient there) {
        return there;
    }

    @Override
    GatewayClient target(GatewayClient here, GatewayClient there) {
        return here;
    }

    @Override
    String from(Remote remote) {
        return remote.url();
    }
}
