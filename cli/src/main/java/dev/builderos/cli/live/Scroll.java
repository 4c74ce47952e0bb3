package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.StepLogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells the facts and log lines of a run, in order, as lines for a person. The same facts give the same lines. */
final class Scroll {
    /** What is longer is cut here; the log has it in full. */
    private static final int MAX_LINE = 2000;

    private final Map<String, String> calls = new HashMap<>();
    private final Map<String, Instant> starts = new HashMap<>();
    private int column = 4;

    List<Line> tell(StepLogLine line) {
        Style style = switch (line.stream()) {
            case "err" -> Style.YELLOW;
            case "sys" -> Style.DIM;
            default -> Style.PLAIN;
        };
        String text = line.text();
        String shown =
                text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + " … " + text.length() + " characters";
        return List.of(prefix(line.step()).add(Style.DIM, "│ ").add(style, shown));
    }

    List<Line> tell(FactRecord fact) {
        Body body = Body.of(fact);
        return switch (fact.type()) {
            case "RunAdmitted" -> admitted(body);
            case "RunStarted" ->
                body.maybe("branch")
                        .map(branch -> List.of(Line.of(Style.DIM, "works on branch ")
                                .add(branch)
                                .add(Style.DIM, ", from " + abbreviated(body.text("baseCommit")))))
                        .orElse(List.of());
            case "RunTakenOver" ->
                List.of(Line.of(Style.YELLOW, "↻ the runner was restarted; the run goes on where it was"));
            case "RunReopened" -> reopened(body);
            case "EffectReused" ->
                List.of(prefix(body)
                        .add(Style.GREEN, "↻ approved and done before, and it still stands: ")
                        .add(body.text("summary")));
            case "RunQueued" -> List.of(Line.of(Style.YELLOW, "queued: " + body.text("reason")));
            case "RunReleased" -> List.of(Line.of(Style.DIM, "its turn has come"));
            case "StepStarted" -> started(fact, body);
            case "ModelAnswered" -> answered(body);
            case "ToolCalled" -> {
                calls.put(body.text("step") + "/" + body.text("callId"), Effects.summary(body));
                yield List.of();
            }
            case "PolicyDecided" -> decided(body);
            case "ApprovalGranted" -> answers(body, Line.of(Style.GREEN, "✓ approved"));
            case "ApprovalRefused" -> answers(body, refusal(body));
            case "EffectCompleted" -> completed(body);
            case "EffectUnknown" ->
                List.of(prefix(body)
                        .add(Style.ALERT, "? nobody knows whether this happened: ")
                        .add(call(body))
                        .add(Style.DIM, "  " + body.text("why")));
            case "StepReused" -> List.of(prefix(body).add(Style.GREEN, "✓ ").add(Effects.takenOver(body)));
            case "ReplayDiverged" ->
                List.of(
                        prefix(body).add(Style.RED, "≠ diverged: ").add(Style.BOLD, body.text("field")),
                        prefix(body)
                                .add(Style.DIM, "  recorded  ")
                                .add(body.maybe("recorded").orElse("–")),
                        prefix(body)
                                .add(Style.DIM, "  replayed  ")
                                .add(body.maybe("replayed").orElse("–")));
            case "StepSucceeded" -> succeeded(fact, body);
            case "StepFailed" -> failed(body);
            case "StepSkipped" -> List.of(prefix(body).add(Style.DIM, "– skipped: " + body.text("reason")));
            case "StepCancelled" -> List.of(prefix(body).add(Style.DIM, "⊘ cancelled: " + body.text("reason")));
            case "RunCancelRequested" ->
                List.of(Line.of(Style.YELLOW, "⊘ " + body.text("by") + " asked to cancel the run")
                        .add(body.maybe("reason").map(reason -> ": " + reason).orElse("")));
            default -> List.of();
        };
    }

    private List<Line> admitted(Body body) {
        column = body.each("steps").stream()
                .mapToInt(step -> Math.min(20, step.text("id").length()))
                .max()
                .orElse(column);
        Line head = Line.of(Style.BOLD, body.text("pipeline"))
                .add(" " + body.text("pipelineVersion"))
                .add(Style.DIM, "  in " + body.text("project") + ", asked by ")
                .add(Style.DIM, body.in("requester").text("id"));
        Body options = body.in("options");
        options.maybe("replayOf")
                .ifPresent(run ->
                        head.add(Style.YELLOW, "  a replay of run " + Names.id(run) + ", nothing is done outside"));
        options.maybe("forkOf").ifPresent(run -> head.add(Style.YELLOW, "  a fork of run " + Names.id(run)));
        if (options.text("sandbox").equals("none")) {
            return List.of(
                    head,
                    Line.of(
                            Style.ALERT,
                            "! no sandbox: commands run with all your rights (it was asked for; the receipt says so)"));
        }
        return List.of(head);
    }

    private List<Line> started(FactRecord fact, Body body) {
        starts.put(body.text("step"), fact.at());
        long attempt = body.number("attempt");
        return List.of(prefix(body)
                .add(Style.CYAN, "▶ started")
                .add(Style.DIM, attempt > 1 ? ", attempt " + attempt : "")
                .add(Style.DIM, body.maybe("cacheMiss").map(", miss: "::concat).orElse("")));
    }

    private List<Line> answered(Body body) {
        Line line = prefix(body)
                .add(Style.CYAN, "◇ ")
                .add(
                        Style.DIM,
                        body.text("model") + " turn " + body.number("turn") + ", "
                                + Spans.count(body.number("inputTokens")) + " → "
                                + Spans.count(body.number("outputTokens"))
                                + " tokens"
                                + body.maybe("cost").map(", "::concat).orElse(""));
        String text = body.text("text").strip();
        return List.of(text.isEmpty() ? line : line.add("  “" + firstLine(text) + "”"));
    }

    private List<Line> decided(Body body) {
        Line line = prefix(body);
        switch (body.text("verdict")) {
            case "ALLOW" -> line.add(Style.GREEN, "✓ ").add(call(body));
            case "ASK" -> line.add(Style.YELLOW, "? ").add(call(body)).add(Style.DIM, "  asks: " + why(body));
            default -> line.add(Style.RED, "✗ denied ").add(call(body)).add(Style.RED, "  " + why(body));
        }
        return List.of(line);
    }

    private static String why(Body body) {
        return body.text("ruleId") + ": " + body.text("sentence");
    }

    private static Line refusal(Body body) {
        return Effects.isEdit(body)
                ? Line.of(Style.YELLOW, "edited: something else is asked instead")
                : Line.of(Style.RED, "✗ " + body.text("outcome").toLowerCase(Locale.ROOT))
                        .add(body.maybe("reason").map(reason -> ": " + reason).orElse(""));
    }

    private List<Line> answers(Body body, Line outcome) {
        Line line = outcome.behind(prefix(body));
        for (Body answer : body.each("answers")) {
            line.add(Style.DIM, ", " + answer.text("by") + " by " + answer.text("method"))
                    .add(answer.maybe("reason")
                            .map(reason -> " “" + reason + "”")
                            .orElse(""));
        }
        return List.of(line);
    }

    private static List<Line> reopened(Body body) {
        int kept = body.texts("kept").size();
        return List.of(Line.of(Style.YELLOW, "↻ taken up again by " + body.text("by"))
                .add(Style.DIM, kept == 0 ? "" : ", " + kept + (kept == 1 ? " step is" : " steps are") + " kept")
                .add(body.maybe("reason").map(reason -> ": " + reason).orElse("")));
    }

    private List<Line> completed(Body body) {
        if (body.flag("recovered")) {
            return List.of(prefix(body)
                    .add(Style.YELLOW, "↻ already done before the restart: ")
                    .add(call(body)));
        }
        return body.flag("ok")
                ? List.of()
                : List.of(
                        prefix(body).add(Style.RED, "✗ ").add(call(body)).add(Style.RED, "  " + body.text("summary")));
    }

    private List<Line> succeeded(FactRecord fact, Body body) {
        Instant start = starts.get(body.text("step"));
        Line line = prefix(body).add(Style.GREEN, "✓ done");
        if (start != null) {
            line.add(Style.DIM, " in " + Spans.duration(Duration.between(start, fact.at())));
        }
        body.in("outputs").maybe("url").ifPresent(url -> line.add("  " + url));
        List<Body> artifacts = body.each("artifacts");
        if (!artifacts.isEmpty()) {
            line.add(
                    Style.DIM,
                    "  left "
                            + String.join(
                                    ", ",
                                    artifacts.stream()
                                            .map(item -> item.text("name"))
                                            .toList()));
        }
        return List.of(line);
    }

    private List<Line> failed(Body body) {
        Line line = prefix(body)
                .add(Style.RED, "✗ failed ")
                .add(Style.DIM, "(" + body.text("failureClass") + ") ")
                .add(body.text("message"));
        body.maybe("retryAt").ifPresent(at -> line.add(Style.YELLOW, "  tries again"));
        return List.of(line);
    }

    private String call(Body body) {
        return calls.getOrDefault(
                body.text("step") + "/" + body.text("callId"), Names.digest(body.text("effectDigest")));
    }

    private Line prefix(Body body) {
        return prefix(body.text("step"));
    }

    private Line prefix(String step) {
        return Line.of(Style.BOLD, step).add(" ".repeat(Math.max(0, column - step.length()) + 1));
    }

    private static String abbreviated(String commit) {
        return commit.length() <= 10 ? commit : commit.substring(0, 10);
    }

    private static String firstLine(String text) {
        String first = text.lines().findFirst().orElse("");
        return first.length() <= 100 ? first : first.substring(0, 99) + "…";
    }
}
