package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.StepState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about its run, taken in fact by fact. Facts of types it does not know count and are chained like the
 * others, and say nothing here.
 */
final class RunFold {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, ObjectNode> steps = new LinkedHashMap<>();
    private final Map<FactBody.CallKey, ObjectNode> effects = new LinkedHashMap<>();
    private final Map<FactBody.CallKey, String> tools = new LinkedHashMap<>();
    private final Map<FactBody.CallKey, JsonNode> calls = new LinkedHashMap<>();
    private final Map<String, ObjectNode> approvals = new LinkedHashMap<>();
    private final Map<String, List<RunArtifact>> artifacts = new LinkedHashMap<>();
    private final Map<String, Digest> logs = new LinkedHashMap<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final ArrayNode notAllowed = JSON.arrayNode();
    private final ArrayNode openings = JSON.arrayNode();
    private final TreeSet<String> models = new TreeSet<>();
    private final Map<String, List<String>> items = new LinkedHashMap<>();
    private final int form;
    private @Nullable FactBody admitted;
    private @Nullable FactBody reopened;
    private @Nullable FactBody started;
    private @Nullable FactBody ended;
    private @Nullable FactRecord last;

    RunFold(List<FactRecord> facts) {
        this(facts, ReceiptStatement.NEWEST_FORM);
    }

    /** @param form of the statement it is for; see {@link ReceiptStatement} */
    RunFold(List<FactRecord> facts, int form) {
        this.form = form;
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, 0);
        }
        facts.forEach(this::take);
        if (last != null && last.type().equals("ReceiptIssued")) {
            throw new MalformedJournal(last, "is not covered by a receipt");
        }
    }

    private void take(FactRecord fact) {
        FactBody body = FactBody.of(fact);
        if (!mayStandHere(fact.type())) {
            throw new MalformedJournal(
                    fact,
                    "does not stand where it may: a run is admitted first, once, and ends last, unless it is reopened");
        }
        last = fact;
        switch (fact.type()) {
            case "RunAdmitted" -> admit(body);
            case "RunReopened" -> reopen(body);
            case "RunStarted" -> started = body;
            case "StepExpanded" -> expand(body);
            case "ModelAnswered" -> models.add(body.text("model"));
            case "ToolCalled" -> {
                tools.put(body.call(), body.node("effect").path("tool").asText(""));
                calls.put(body.call(), body.node("effect"));
            }
            case "PolicyDecided" -> decide(body);
            case "ApprovalRequested" -> request(body);
            case "ApprovalGranted" -> answer(body, "GRANTED");
            case "ApprovalRefused" -> answer(body, body.text("outcome"));
            case "EffectCompleted" -> complete(body);
            case "EffectReused" ->
                effect(body, "REUSED")
                        .put("doneDigest", body.digest("doneDigest").value())
                        .put("approvalId", body.text("approvalId"));
            case "EffectReplayed" -> effect(body, "REPLAYED").put("ok", body.flag("ok"));
            case "EffectUnknown" -> effect(body, "UNKNOWN").put("why", body.text("why"));
            case "StepStarted" ->
                step(body, StepState.RUNNING)
                        .put("attempt", body.number("attempt"))
                        .put("contentKey", body.text("contentKey"));
            case "StepSucceeded" -> {
                succeed(body, step(body, StepState.SUCCEEDED).put("attempt", body.number("attempt")));
                if (body.textOrNull("logDigest") != null) {
                    logs.put(body.text("step"), body.digest("logDigest"));
                }
            }
            case "StepReused" -> {
                ObjectNode step = step(body, StepState.SUCCEEDED).put("contentKey", body.text("contentKey"));
                step.putObject("reused").put("from", body.text("from")).put("why", body.text("why"));
                succeed(body, step);
            }
            case "StepFailed" ->
                step(body, body.textOrNull("retryAt") == null ? StepState.FAILED : StepState.RETRYING)
                        .put("attempt", body.number("attempt"))
                        .put("failureClass", body.text("failureClass"));
            case "StepSkipped" -> step(body, StepState.SKIPPED).put("reason", body.text("reason"));
            case "StepCancelled" -> step(body, StepState.CANCELLED).put("reason", body.text("reason"));
            case "RunSucceeded", "RunFailed", "RunCancelled" -> ended = body;
            case "ReceiptIssued" -> {
                if (ended == null) {
                    throw new MalformedJournal(fact, "is not covered by a receipt");
                }
            }
            default -> {}
        }
    }

    /** What a run that is over goes on with is a receipt, and after that another opening. */
    private boolean mayStandHere(String type) {
        if (ended == null) {
            return (admitted == null) == type.equals("RunAdmitted") && !type.equals("RunReopened");
        }
        boolean issued = last != null && last.type().equals("ReceiptIssued");
        return type.equals("RunReopened") || (type.equals("ReceiptIssued") && !issued);
    }

    private void admit(FactBody body) {
        admitted = body;
        plan(body);
    }

    private void plan(FactBody body) {
        for (JsonNode planned : body.items("steps")) {
            FactBody fields = body.inside(planned);
            steps.putIfAbsent(
                    fields.text("id"),
                    JSON.objectNode()
                            .put("id", fields.text("id"))
                            .put("kind", fields.text("kind"))
                            .put("state", StepState.PENDING.name()));
        }
    }

    /** What is kept stays as it was; of the other steps, what was done stays in the record, and nothing else. */
    private void reopen(FactBody body) {
        ObjectNode opening = openings.addObject()
                .put("at", body.fact().at().toString())
                .put("by", body.text("by"))
                .put("planDigest", body.digest("planDigest").value());
        opening.set("kept", body.node("kept"));
        if (body.textOrNull("reason") != null) {
            opening.put("reason", body.text("reason"));
        }
        reopened = body;
        ended = null;
        Set<String> kept = new HashSet<>();
        body.items("kept").forEach(step -> kept.add(step.asText()));
        Set<String> stays = new HashSet<>(kept);
        for (JsonNode planned : body.items("steps")) {
            if (isWithinKept(planned.path("lane").asText(""), kept)) {
                stays.add(planned.path("id").asText());
            }
        }
        items.keySet().retainAll(stays);
        items.values().forEach(stays::addAll);
        steps.keySet().retainAll(stays);
        artifacts.keySet().retainAll(stays);
        logs.keySet().retainAll(stays);
        plan(body);
    }

    /** A lane is {@code join/name}, within that {@code join/name/join/name}, and so on. */
    private static boolean isWithinKept(String lane, Set<String> kept) {
        String[] names = lane.split("/", -1);
        for (int i = 0; i + 1 < names.length; i += 2) {
            if (kept.contains(names[i])) {
                return true;
            }
        }
        return false;
    }

    private void expand(FactBody body) {
        String step = body.text("step");
        List<String> made = new ArrayList<>();
        for (JsonNode ignored : body.items("items")) {
            made.add(step + "-" + made.size());
        }
        items.put(step, made);
    }

    /** The step in its new state. What only an earlier state had to say goes. */
    private ObjectNode step(FactBody body, StepState state) {
        ObjectNode step =
                steps.computeIfAbsent(body.text("step"), id -> JSON.objectNode().put("id", id));
        step.remove(List.of("failureClass", "reason", "commit", "reused"));
        return step.put("state", state.name());
    }

    private void succeed(FactBody body, ObjectNode step) {
        String commit = body.textOrNull("commit");
        if (commit != null) {
            step.put("commit", commit);
        }
        List<RunArtifact> left = new ArrayList<>();
        for (JsonNode artifact : body.items("artifacts")) {
            FactBody fields = body.inside(artifact);
            left.add(new RunArtifact(
                    body.text("step"), fields.text("name"), fields.digest("digest"), fields.number("bytes")));
        }
        artifacts.put(body.text("step"), left);
    }

    private void decide(FactBody body) {
        Verdict verdict;
        try {
            verdict = Verdict.valueOf(body.text("verdict"));
        } catch (IllegalArgumentException e) {
            throw new MalformedJournal(body.fact(), "has a verdict nobody knows");
        }
        verdicts.merge(verdict, 1, Integer::sum);
        if (verdict != Verdict.ALLOW) {
            notAllowed.add(aboutCall(body)
                    .put("verdict", verdict.name())
                    .put("ruleId", body.text("ruleId"))
                    .put("sentence", body.text("sentence")));
        }
    }

    private void request(FactBody body) {
        ObjectNode approval = aboutCall(body)
                .put("approvalId", body.text("approvalId"))
                .put("outcome", "PENDING")
                .put("requestedAt", body.fact().at().toString());
        approval.set("requirement", body.node("requirement"));
        if (form >= ReceiptStatement.WITH_WHAT_WAS_SHOWN) {
            shown(approval, body);
        }
        approvals.put(body.text("approvalId"), approval);
    }

    /** What people were shown and what it came from, by digests, as the audit log has it too. */
    private void shown(ObjectNode approval, FactBody body) {
        JsonNode effect = calls.get(body.call());
        if (effect != null) {
            copy(effect, "agent", approval);
            copy(effect, "environment", approval);
        }
        JsonNode card = body.node("card");
        copy(card, "title", approval);
        approval.put("cardDigest", CanonicalJson.digest(card).value());
        if (card.path("diff").isTextual()) {
            approval.put("diffDigest", Digest.of(card.path("diff").textValue()).value());
        }
        approval.set("prompts", PromptOrigins.of(definition(), maker(body.text("step"))));
    }

    /** The planned step; one that was made while the run went on is of the step that made it. */
    private String maker(String step) {
        return items.entrySet().stream()
                .filter(made -> made.getValue().contains(step))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(step);
    }

    private static void copy(JsonNode from, String field, ObjectNode to) {
        if (from.path(field).isTextual()) {
            to.set(field, from.path(field));
        }
    }

    private void answer(FactBody body, String outcome) {
        ObjectNode approval = approvals.get(body.text("approvalId"));
        if (approval == null) {
            throw new MalformedJournal(body.fact(), "answers an approval nobody asked for");
        }
        approval.put("outcome", outcome).set("answers", body.node("answers"));
    }

    private void complete(FactBody body) {
        boolean recovered = body.flag("recovered");
        ObjectNode effect = effect(body, "COMPLETED").put("ok", body.flag("ok"));
        if (recovered) {
            effect.put("recovered", true);
        }
    }

    private ObjectNode effect(FactBody body, String state) {
        ObjectNode effect = aboutCall(body).put("state", state);
        effects.put(body.call(), effect);
        return effect;
    }

    private ObjectNode aboutCall(FactBody body) {
        FactBody.CallKey call = body.call();
        return JSON.objectNode()
                .put("step", call.step())
                .put("attempt", call.attempt())
                .put("callId", call.callId())
                .put("tool", tools.getOrDefault(call, ""))
                .put("effectDigest", call.effectDigest().value());
    }

    FactBody admitted() {
        return present(admitted, "RunAdmitted");
    }

    /** What the run follows: as it was admitted, or as it was last reopened. */
    FactBody definition() {
        return reopened == null ? admitted() : reopened;
    }

    /** What takes the place of the models the files name. */
    Optional<String> model() {
        return Optional.ofNullable(
                reopened == null
                        ? admitted().inside(admitted().node("options")).textOrNull("model")
                        : reopened.textOrNull("model"));
    }

    /** Who took the run up again, when, and from what. */
    ArrayNode openings() {
        return openings;
    }

    FactBody started() {
        return present(started, "RunStarted");
    }

    FactBody ended() {
        return present(ended, "RunSucceeded, RunFailed or RunCancelled");
    }

    FactRecord last() {
        if (last == null) {
            throw new MalformedJournal("the journal is empty");
        }
        return last;
    }

    boolean hasStarted() {
        return started != null;
    }

    private static FactBody present(@Nullable FactBody body, String type) {
        if (body == null) {
            throw new MalformedJournal("the journal holds no " + type + "; a receipt is made of a run that is over");
        }
        return body;
    }

    ArrayNode steps() {
        return JSON.arrayNode().addAll(steps.values());
    }

    ArrayNode effects() {
        return JSON.arrayNode().addAll(effects.values());
    }

    ArrayNode approvals() {
        return JSON.arrayNode().addAll(approvals.values());
    }

    ObjectNode decisions() {
        ObjectNode counts = JSON.objectNode();
        verdicts.forEach((verdict, count) -> counts.put(verdict.name(), count));
        counts.set("notAllowed", notAllowed);
        return counts;
    }

    List<RunArtifact> artifacts() {
        return artifacts.values().stream().flatMap(List::stream).toList();
    }

    Map<String, Digest> logs() {
        return logs;
    }

    ArrayNode models() {
        ArrayNode names = JSON.arrayNode();
        models.forEach(names::add);
        return names;
    }

    /** What a reader might take for proven and is not, in sentences. */
    ArrayNode notVerified() {
        ArrayNode sentences = JSON.arrayNode();
        JsonNode options = admitted().node("options");
        switch (options.path("sandbox").asText("none")) {
            case "bubblewrap" -> {}
            case "jobs" ->
                sentences.add(
                        "Commands ran in Jobs of a cluster: that it enforced its policies over their network is not known.");
            default ->
                sentences.add("Commands ran without a sandbox: nothing outside BuilderOS limited what they touched.");
        }
        if (options.path("allowDirty").asBoolean(false)) {
            sentences.add(
                    "The repository had uncommitted changes when the run began; they are not part of the base commit.");
        }
        effects.forEach((call, effect) -> {
            if (effect.path("state").asText().equals("UNKNOWN")) {
                sentences.add("Nobody knows whether effect " + call + " happened.");
            }
        });
        String replayed = options.path("replayOf").asText("");
        if (!replayed.isEmpty()) {
            sentences.add(
                    "This is a replay of run " + replayed + ": answers of models, decisions, and results of effects"
                            + " beyond the workspace are those on record there; nothing was asked or done outside the workspace.");
        }
        steps.forEach((id, step) -> {
            if (step.has("reused")) {
                sentences.add("Step " + id + " was taken over from run "
                        + step.at("/reused/from").asText() + " ("
                        + step.at("/reused/why").asText() + "): what it did is told by the receipt of that run.");
            }
        });
        approvals.forEach((id, approval) -> {
            for (JsonNode answer : approval.path("answers")) {
                if (answer.path("method").asText().endsWith("--yes")) {
                    sentences.add("Approval " + id
                            + " was answered automatically with --yes, not by a person who looked at it.");
                }
            }
        });
        sentences.add("Which model answered, and the roles of the people who answered, are the runner's word.");
        sentences.add(
                "What commands did inside the sandbox was not observed, only their output and the files they left.");
        return sentences;
    }
}
