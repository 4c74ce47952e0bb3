package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayClient;
import java.util.List;
import java.util.Locale;

/** Finds the approval a person means: an id or an unambiguous beginning of one. */
final class ApprovalReference {
    private static final int ID_LENGTH = 36;
    private static final int LIMIT = 200;

    private ApprovalReference() {}

    static ApprovalView resolve(GatewayClient client, String given) {
        String wanted = given.toLowerCase(Locale.ROOT);
        if (wanted.length() == ID_LENGTH) {
            return client.approval(wanted);
        }
        List<ApprovalView> matches = client.approvals(null, null, LIMIT).approvals().stream()
                .filter(approval -> approval.id().startsWith(wanted))
                .toList();
        if (matches.isEmpty()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND, "no approval begins with `" + given + "`", "see:  builderos inbox");
        }
        if (matches.size() > 1) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    matches.size() + " approvals begin with `" + given + "`",
                    matches.stream().map(ApprovalView::id).limit(5).toList());
        }
        return matches.getFirst();
    }
}
