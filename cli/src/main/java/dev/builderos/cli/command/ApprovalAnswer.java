package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.live.Card;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Answer;
import dev.builderos.gateway.api.AnswerApproval;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayClient;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers a request for approval: the effect is shown, and the answer names its digest. */
final class ApprovalAnswer {
    private ApprovalAnswer() {}

    static int give(BaseCommand command, String id, Answer answer, @Nullable String reason) {
        try (GatewayClient client = command.session.client()) {
            ApprovalView approval = ApprovalReference.resolve(client, id);
            if (!command.json()) {
                new Card(approval).lines().forEach(command::print);
            }
            ApprovalView now = client.answerApproval(
                    approval.id(), new AnswerApproval(answer, approval.effectDigest(), "cli", reason, null));
            if (command.json()) {
                command.printJson(now);
            } else {
                command.print(outcome(now));
            }
            return ExitCode.OK;
        }
    }

    private static Line outcome(ApprovalView now) {
        return switch (now.state()) {
            case GRANTED -> Line.of(Style.GREEN, "✓ approved; the run goes on");
            case DENIED -> Line.of(Style.YELLOW, "✗ denied");
            case EDITED -> Line.of(Style.YELLOW, "edited; what is done instead is asked anew");
            case PENDING ->
                Line.of(
                        Style.YELLOW,
                        "your answer counts; " + now.requirement().approvals() + " people have to approve, "
                                + now.answers().size() + " answered");
            case EXPIRED, WITHDRAWN ->
                Line.of(
                        Style.YELLOW,
                        "too late: the request is " + now.state().name().toLowerCase(Locale.ROOT));
        };
    }
}
