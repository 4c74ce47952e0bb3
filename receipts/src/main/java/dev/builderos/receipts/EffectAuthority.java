package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.journal.FactRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether everything that was done had been allowed before. Policy's last word on each effect that started is {@code ALLOW}, or
 * it is {@code ASK} and people approved it; where people were asked for another reason (a gate, or an effect of which
 * nobody knows whether it happened), they approved it too. An approval is for one digest and for one start.
 */
final class EffectAuthority {
    /** Besides those for files. */
    private static final Set<String> IN_WORKSPACE = Set.of("shell.exec", "git.status", "git.diff");

    private final Map<FactBody.CallKey, String> verdicts = new HashMap<>();
    private final Map<String, FactBody> requests = new HashMap<>();
    private final Map<Digest, Integer> unusedApprovals = new HashMap<>();
    private final Set<FactBody.CallKey> asked = new HashSet<>();
    private final Set<FactBody.CallKey> started = new HashSet<>();
    private final Set<FactBody.CallKey> unknown = new HashSet<>();
    /** Step, digest and approval of what people approved and what was then done. */
    private final Set<String> doneUnder = new HashSet<>();

    private final Map<FactBody.CallKey, String> approvals = new HashMap<>();
    private final Map<FactBody.CallKey, String> tools = new HashMap<>();
    private boolean replay;
    private String requester = "";
    private int allowed;
    private int approved;

    private EffectAuthority() {}

    /**
     * @param wrong the first effect nobody had allowed, in words; empty when there is none
     * @param allowed how many effects policy allowed by itself
     * @param approved how many a person approved
     */
    record Finding(Optional<String> wrong, int allowed, int approved) {}

    /** @throws MalformedJournal when a fact lacks a field that is needed here */
    static Finding examine(List<FactRecord> facts) {
        EffectAuthority authority = new EffectAuthority();
        for (FactRecord fact : facts) {
            Optional<String> wrong = authority.take(FactBody.of(fact));
            if (wrong.isPresent()) {
                String name = "fact " + fact.seq() + " (" + fact.type() + ") ";
                return new Finding(wrong.map(name::concat), authority.allowed, authority.approved);
            }
        }
        return new Finding(Optional.empty(), authority.allowed, authority.approved);
    }

    private Optional<String> take(FactBody body) {
        switch (body.fact().type()) {
            case "RunAdmitted" -> {
                requester = body.inside(body.node("requester")).text("id");
                replay = body.fact().body().hasNonNull("replayed");
            }
            case "EffectReplayed" -> {
                return replayed(body);
            }
            case "ToolCalled" -> {
                // A command that may reach hosts is none that stays in the workspace.
                boolean reachesOut = body.fact().body().at("/effect/arguments").has("network");
                tools.put(
                        body.call(),
                        body.fact().body().at("/effect/tool").asText() + (reachesOut ? " with network" : ""));
                if (!CanonicalJson.digest(body.node("effect")).equals(body.digest("effectDigest"))) {
                    return Optional.of("carries an effect that does not have the digest it names");
                }
            }
            case "PolicyDecided" -> verdicts.put(body.call(), body.text("verdict"));
            case "ApprovalRequested" -> {
                requests.put(body.text("approvalId"), body);
                asked.add(body.call());
            }
            case "ApprovalGranted" -> {
                return grant(body);
            }
            case "EffectIntended" -> {
                if (replay) {
                    return Optional.of("is about to carry out effect " + body.call() + ", and this is a replay");
                }
                return started.contains(body.call())
                        ? Optional.of("starts effect " + body.call() + " a second time")
                        : start(body.call());
            }
            case "EffectUnknown" -> {
                if (started.remove(body.call())) {
                    unknown.add(body.call());
                }
                asked.add(body.call());
            }
            case "EffectReused" -> {
                return reuse(body);
            }
            case "EffectCompleted" -> {
                String approval = approvals.get(body.call());
                if (body.flag("ok") && approval != null) {
                    doneUnder.add(done(body.text("step"), body.digest("effectDigest"), approval));
                }
                if (replay) {
                    return done(body.call());
                }
                boolean foundOut = body.flag("recovered") && unknown.contains(body.call());
                if (!started.contains(body.call()) && !foundOut) {
                    return start(body.call());
                }
            }
            default -> {}
        }
        return Optional.empty();
    }

    /** In a replay, what was allowed in the other run is done in the workspace, and nowhere else. */
    private Optional<String> done(FactBody.CallKey call) {
        String verdict = verdicts.getOrDefault(call, "no decision");
        String tool = tools.getOrDefault(call, "");
        if (!tool.startsWith("fs.") && !IN_WORKSPACE.contains(tool)) {
            return Optional.of("carries out effect " + call + " of " + tool + ", and this is a replay");
        }
        if (!verdict.equals("ALLOW") && !verdict.equals("ASK")) {
            return Optional.of("carries out effect " + call + " that the record does not allow (" + verdict + ")");
        }
        allowed++;
        return Optional.empty();
    }

    private Optional<String> replayed(FactBody body) {
        String verdict = verdicts.getOrDefault(body.call(), "no decision");
        return !replay
                ? Optional.of("takes the result of effect " + body.call() + " from a record, and this is no replay")
                : verdict.equals("ALLOW") || verdict.equals("ASK")
                        ? Optional.empty()
                        : Optional.of("takes the result of effect " + body.call() + ", which was not allowed ("
                                + verdict + ")");
    }

    private static String done(String step, Digest effect, String approval) {
        return step + " " + effect + " " + approval;
    }

    /** Nothing is done; but what stands for done must have been approved and done. */
    private Optional<String> reuse(FactBody body) {
        String verdict = verdicts.getOrDefault(body.call(), "no decision");
        if (!verdict.equals("ALLOW") && !verdict.equals("ASK")) {
            return Optional.of("takes effect " + body.call() + " for done, which is not allowed (" + verdict + ")");
        }
        String done = done(body.text("step"), body.digest("doneDigest"), body.text("approvalId"));
        return doneUnder.contains(done)
                ? Optional.empty()
                : Optional.of("takes effect " + body.call() + " for done, which was never approved and done");
    }

    private Optional<String> start(FactBody.CallKey call) {
        started.add(call);
        String verdict = verdicts.getOrDefault(call, "no decision");
        boolean needsPeople = verdict.equals("ASK") || asked.contains(call);
        boolean mayHappen = verdict.equals("ALLOW") || verdict.equals("ASK");
        if (mayHappen && !needsPeople) {
            allowed++;
            return Optional.empty();
        }
        if (mayHappen && unusedApprovals.getOrDefault(call.effectDigest(), 0) > 0) {
            unusedApprovals.merge(call.effectDigest(), -1, Integer::sum);
            approved++;
            return Optional.empty();
        }
        return Optional.of("carries out effect " + call + " that nothing before it allows ("
                + (mayHappen ? "no approval is left for it" : verdict) + ")");
    }

    private Optional<String> grant(FactBody body) {
        FactBody request = requests.remove(body.text("approvalId"));
        if (request == null) {
            return Optional.of("grants an approval that was not asked for, or was answered before");
        }
        if (!request.digest("effectDigest").equals(body.digest("effectDigest"))) {
            return Optional.of("grants another effect than the one that was asked for");
        }
        FactBody requirement = request.inside(request.node("requirement"));
        boolean notRequester = !Requester.LOCAL_OWNER.equals(requester);
        for (JsonNode excluded : requirement.items("not")) {
            notRequester |= excluded.asText().equals("requester");
        }
        Set<String> people = new HashSet<>();
        for (JsonNode item : body.items("answers")) {
            FactBody answer = body.inside(item);
            String by = answer.text("by");
            if (!answer.text("answer").equals("APPROVE")) {
                return Optional.of("grants an approval that " + by + " denied");
            }
            if (notRequester && by.equals(requester)) {
                return Optional.of("counts the answer of " + by + ", who asked for the run and may not approve it");
            }
            people.add(by);
        }
        if (people.size() < requirement.number("approvals")) {
            return Optional.of(
                    "grants an approval with " + people.size() + " of " + requirement.number("approvals") + " people");
        }
        unusedApprovals.merge(body.digest("effectDigest"), 1, Integer::sum);
        approvals.put(body.call(), body.text("approvalId"));
        return Optional.empty();
    }
}
