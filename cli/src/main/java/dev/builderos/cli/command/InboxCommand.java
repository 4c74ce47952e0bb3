package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Card;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.ApprovalList;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayClient;

final class InboxCommand extends BaseCommand {
    private static final int LIMIT = 200;

    InboxCommand(Session session) {
        super(
                session,
                "inbox",
                "What waits for your approval.",
                "",
                "  builderos inbox",
                "  builderos inbox --json | jq -r '.approvals[].id'",
                "  builderos approve 0192f3a1-7b2c",
                "  builderos deny 0192f3a1-7b2c --reason \"not on a Friday\"");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            ApprovalList pending = client.approvals(ApprovalState.PENDING, null, LIMIT);
            if (json()) {
                printJson(pending);
                return ExitCode.OK;
            }
            if (pending.approvals().isEmpty()) {
                print("nothing waits for you");
            }
            for (ApprovalView approval : pending.approvals().reversed()) {
                new Card(approval).lines().forEach(this::print);
                print(Line.of(Style.DIM, "  builderos approve " + approval.id()));
                print("");
            }
        }
        return ExitCode.OK;
    }
}
