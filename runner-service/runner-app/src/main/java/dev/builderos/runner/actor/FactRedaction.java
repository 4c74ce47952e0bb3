package dev.builderos.runner.actor;

import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.engine.Fact;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Takes secrets out of facts before anything is done with them: what the fold, the journal, its chain and everybody who listens get
 * is the same fact, without what was known when it was written.
 */
public final class FactRedaction implements UnaryOperator<Fact> {
    /**
     * What the engine made, or took from the files of the project, and by which a run finds its way: a secret as weak as the name of
     * an environment must not break runs. Nothing that a model, a command or the world says stands in these.
     */
    private static final Set<String> NAMES = Set.of(
            "agent",
            "baseCommit",
            "branch",
            "callId",
            "commit",
            "env",
            "environment",
            "failureClass",
            "headCommit",
            "idempotencyKey",
            "keyId",
            "kind",
            "lane",
            "name",
            "pipeline",
            "pipelinePath",
            "pipelineVersion",
            "root",
            "tree",
            "version");

    private final StructuredRedaction redaction;

    public FactRedaction(KnownSecrets secrets) {
        this.redaction = new StructuredRedaction(secrets, NAMES);
    }

    @Override
    public Fact apply(Fact fact) {
        return redaction.of(fact);
    }
}
