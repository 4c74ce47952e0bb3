package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Answer;
import dev.builderos.gateway.api.AnswerApproval;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.GatewayUnreachable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for approvals one after the other and sends the answers. The answer names the effect that was shown. */
final class ApprovalDesk {
    /** A request reaches its service a moment after the fact that asks for it. */
    private static final Duration ARRIVAL = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final GatewayClient client;
    private final LiveView view;
    private final Keyboard keyboard;
    private final Deque<ApprovalView> waiting = new ArrayDeque<>();
    private Approvals mode;
    private boolean wantsReason;

    ApprovalDesk(GatewayClient client, LiveView view, Keyboard keyboard, Approvals mode) {
        this.client = client;
        this.view = view;
        this.keyboard = keyboard;
        this.mode = mode;
    }

    /** A fact says that this approval is needed for the effect with this digest. */
    void requested(String id, String effectDigest) {
        Optional<ApprovalView> found = find(id);
        if (found.isEmpty()) {
            view.say(Line.of(
                    Style.YELLOW,
                    "the request for approval " + id + " cannot be read yet; answer it with  builderos inbox"));
            return;
        }
        ApprovalView approval = found.get();
        if (approval.state() != ApprovalState.PENDING) {
            return;
        }
        view.card(new Card(approval));
        if (!approval.effectDigest().equals(effectDigest)) {
            view.say(Line.of(
                    Style.ALERT, "! the effect shown is not the one the run asks for; it is not answered here"));
            return;
        }
        switch (mode) {
            case YES -> {
                view.say(Line.of(
                        Style.ALERT, "! approved by --yes, without a person having looked; the record says so"));
                send(approval, Answer.APPROVE, "cli --yes", null);
            }
            case LEAVE -> tellHow(approval);
            case ASK -> {
                waiting.add(approval);
                if (waiting.size() == 1) {
                    ask();
                }
            }
        }
    }

    /** A fact says that this approval is closed, maybe by somebody else. */
    void closed(String id) {
        ApprovalView open = waiting.peek();
        boolean wasOpen = open != null && open.id().equals(id);
        waiting.removeIf(approval -> approval.id().equals(id));
        if (wasOpen) {
            view.answered();
            view.say(Line.of(Style.YELLOW, "it was answered elsewhere"));
            wantsReason = false;
            askNext();
        }
    }

    void typed(String text) {
        ApprovalView open = waiting.peek();
        if (open == null) {
            return;
        }
        String said = text.strip();
        if (wantsReason) {
            wantsReason = false;
            answer(Answer.DENY, said.isEmpty() ? null : said);
            return;
        }
        switch (said.toLowerCase(Locale.ROOT)) {
            case "a", "approve", "y", "yes" -> answer(Answer.APPROVE, null);
            case "d", "deny", "n", "no" -> {
                wantsReason = true;
                view.answered();
                view.ask(Line.of(Style.BOLD, "why? ").add(Style.DIM, "(the agent gets to read it)"));
            }
            case "s", "show" -> {
                view.answered();
                new Card(open).diff().forEach(view::say);
                ask();
            }
            default -> {
                view.answered();
                if (!said.isEmpty()) {
                    view.say(Line.of(Style.YELLOW, "nothing is answered yet; type a, d or s, then Enter"));
                }
                ask();
            }
        }
    }

    void noMoreInput() {
        mode = Approvals.LEAVE;
        if (!waiting.isEmpty()) {
            view.answered();
            waiting.forEach(this::tellHow);
            waiting.clear();
        }
    }

    private void answer(Answer answer, @Nullable String reason) {
        ApprovalView open = waiting.remove();
        view.answered();
        send(open, answer, "cli", reason);
        askNext();
    }

    private void askNext() {
        if (!waiting.isEmpty()) {
            ask();
        }
    }

    private void ask() {
        view.ask(Line.of(Style.BOLD, "[a]pprove  [d]eny  [s]how diff"));
        keyboard.listen();
    }

    private void send(ApprovalView approval, Answer answer, String method, @Nullable String reason) {
        try {
            ApprovalView now = client.answerApproval(
                    approval.id(), new AnswerApproval(answer, approval.effectDigest(), method, reason, null));
            if (now.state() == ApprovalState.PENDING) {
                view.say(Line.of(
                        Style.YELLOW,
                        "your answer counts; " + now.requirement().approvals() + " people have to approve, "
                                + now.answers().size() + " answered"));
            }
        } catch (GatewayProblem e) {
            view.say(Line.of(Style.RED, "your answer does not count: " + detail(e)));
            tellHow(approval);
        } catch (GatewayUnreachable e) {
            view.say(Line.of(Style.RED, "your answer did not reach the server"));
            tellHow(approval);
        }
    }

    private void tellHow(ApprovalView approval) {
        view.say(Line.of(
                Style.YELLOW,
                "waiting for  builderos approve " + approval.id() + "  or  builderos deny " + approval.id()
                        + " --reason …"));
    }

    private Optional<ApprovalView> find(String id) {
        long until = System.nanoTime() + ARRIVAL.toNanos();
        while (true) {
            try {
                return Optional.of(client.approval(id));
            } catch (GatewayProblem e) {
                if (e.status() != 404 && e.status() < 500) {
                    throw e;
                }
            } catch (GatewayUnreachable e) {
                // the streams say so and wait for the server
            }
            if (System.nanoTime() > until) {
                return Optional.empty();
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private static String detail(GatewayProblem e) {
        String detail = e.problem().detail();
        return detail == null ? e.problem().title() : detail;
    }
}
