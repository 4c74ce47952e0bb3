package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which contents a journal names, of all the digests in it: what has to come along when a run is brought elsewhere. */
public final class Contents {
    private static final String WRITTEN = "content_digest";

    private Contents() {}

    /** The contents by their digests, in order, each with the first fact that names it. */
    public static Map<Digest, Long> named(List<FactRecord> journal) {
        Map<Digest, Long> named = new TreeMap<>();
        for (FactRecord entry : journal) {
            of(FactCodec.read(entry)).forEach(digest -> named.putIfAbsent(digest, entry.seq()));
        }
        return named;
    }

    private static List<Digest> of(Fact fact) {
        return switch (fact) {
            case Fact.RunAdmitted it -> admitted(it);
            case Fact.RunReopened it -> List.of(it.planDigest());
            case Fact.StepReused it -> artifacts(it.artifacts());
            case Fact.StepSucceeded it -> artifacts(it.artifacts());
            case Fact.ModelAnswered it -> List.of(it.requestDigest(), it.answerDigest());
            case Fact.ToolCalled it -> written(it.effect().arguments().get(WRITTEN));
            case Fact.EffectCompleted it -> result(it.resultDigest());
            case Fact.EffectReused it -> result(it.resultDigest());
            case Fact.EffectReplayed it -> result(it.resultDigest());
            case Fact.ReceiptIssued it -> List.of(it.digest());
            case Fact.RunStarted _,
                    Fact.RunQueued _,
                    Fact.RunReleased _,
                    Fact.RunPaused _,
                    Fact.RunUnpaused _,
                    Fact.RunTimedOut _,
                    Fact.RunTakenOver _,
                    Fact.RunCancelRequested _,
                    Fact.RunSucceeded _,
                    Fact.RunFailed _,
                    Fact.RunCancelled _,
                    Fact.ReplayDiverged _,
                    Fact.StepStarted _,
                    Fact.StepExpanded _,
                    Fact.StepTimedOut _,
                    Fact.StepFailed _,
                    Fact.StepSkipped _,
                    Fact.StepCancelled _,
                    Fact.PolicyDecided _,
                    Fact.ApprovalRequested _,
                    Fact.ApprovalGranted _,
                    Fact.ApprovalRefused _,
                    Fact.EffectIntended _,
                    Fact.EffectUnknown _ -> List.of();
        };
    }

    private static List<Digest> admitted(Fact.RunAdmitted fact) {
        List<Digest> named = new ArrayList<>();
        named.add(fact.planDigest());
        Forked forked = fact.forked();
        if (forked != null) {
            forked.kept().forEach(kept -> named.addAll(artifacts(kept.work().artifacts())));
        }
        return named;
    }

    private static List<Digest> artifacts(List<Fact.StepSucceeded.Artifact> artifacts) {
        return artifacts.stream().map(Fact.StepSucceeded.Artifact::digest).toList();
    }

    private static List<Digest> result(@Nullable Digest result) {
        return result == null ? List.of() : List.of(result);
    }

    /** What a file is to hold is kept before anybody is asked whether it may be written. */
    private static List<Digest> written(@Nullable Object digest) {
        return digest instanceof String text ? List.of(new Digest(text)) : List.of();
    }
}
