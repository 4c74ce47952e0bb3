package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.remote.Remote;
import dev.builderos.gateway.api.GatewayClient;
import java.net.InetAddress;
import java.net.UnknownHostException;

final class RemotePushCommand extends RemoteTransferCommand {
    RemotePushCommand(Session session) {
        super(
                session,
                "push",
                "Bring runs, or versions of prompts, from here to another server.",
                "",
                "Runs that are over go with their facts, artifacts, logs and receipts. What is there is not sent again, so an interrupted",
                "push goes on where it was. A run that has another history there is shown, and left as it is: exit code 1.",
                "",
                "With --prompts it is versions of prompts that go, oldest first. One that is there with another",
                "text is shown with both digests, and left as it is.",
                "",
                "Offline? Nothing is lost: say the same again later.",
                "",
                "  builderos remote push team",
                "  builderos remote push team --run latest",
                "  builderos remote push team --all --dry-run",
                "  builderos remote push team --prompts",
                "  builderos remote push team --prompt builder/plan --dry-run");
    }

    @Override
    String direction() {
        return "push";
    }

    @Override
    GatewayClient source(GatewayClient here, GatewayClient there) {
        return here;
    }

    @Override
    GatewayClient target(GatewayClient here, GatewayClient there) {
        return there;
    }

    @Override
    String from(Remote remote) {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "a machine without a name";
        }
    }
}
