package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import java.util.List;

/**
 * What a run did, as an in-toto statement with SLSA provenance. It is a pure fold over the journal: the same facts give the
 * same bytes, which is how a verifier knows that the signed claim and the journal belong together.
 *
 * @param json the statement; not to be changed
 * @see <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto Statement v1</a>
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance v1</a>
 */
public record ReceiptStatement(ObjectNode json) {
    static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    static final String PREDICATE_TYPE = "https://slsa.dev/provenance/v1";
    /** Both the build type and the name of our own predicate inside the provenance. */
    static final String RUN_V1 = "https://builderos.dev/run/v1";

    /** What approvals say since this form: what people were shown, and which prompts it came from. */
    static final int WITH_WHAT_WAS_SHOWN = 2;

    static final int FIRST_FORM = 1;
    static final int NEWEST_FORM = WITH_WHAT_WAS_SHOWN;

    static final String BUILDER = "https://builderos.dev/runner/v1";

    /**
     * Folds all facts before {@code ReceiptIssued}.
     *
     * @param run the run's id, which facts themselves do not carry
     * @throws MalformedJournal when the facts are not those of a run that is over
     */
    public static ReceiptStatement of(RunId run, List<FactRecord> facts) {
        return of(run, facts, NEWEST_FORM);
    }

    /**
     * The same in the form a statement has, so that receipts of earlier versions stay verifiable.
     *
     * @throws MalformedReceipt when it is of a later version than this
     */
    static ReceiptStatement like(JsonNode statement, RunId run, List<FactRecord> facts) throws MalformedReceipt {
        int form = statement.path("predicate").path(RUN_V1).path("form").asInt(FIRST_FORM);
        if (form < FIRST_FORM || form > NEWEST_FORM) {
            throw new MalformedReceipt("it has the form " + form + ", and this program knows forms up to " + NEWEST_FORM
                    + "; use a newer one");
        }
        return of(run, facts, form);
    }

    static ReceiptStatement of(RunId run, List<FactRecord> facts, int form) {
        RunFold fold = new RunFold(facts, form);
        ObjectNode runDetails = RunFold.JSON.objectNode();
        runDetails.putObject("builder").put("id", BUILDER);
        runDetails.set("metadata", metadata(run, fold));
        runDetails.set("byproducts", byproducts(fold));

        ObjectNode predicate = RunFold.JSON.objectNode();
        predicate.set("buildDefinition", buildDefinition(fold));
        predicate.set("runDetails", runDetails);
        predicate.set(RUN_V1, runPredicate(facts, fold, form));

        ObjectNode statement =
                RunFold.JSON.objectNode().put("_type", STATEMENT_TYPE).put("predicateType", PREDICATE_TYPE);
        statement.set("subject", subjects(fold));
        statement.set("predicate", predicate);
        return new ReceiptStatement(statement);
    }

    /** The statement in canonical form: the bytes that are signed. */
    public byte[] bytes() {
        return CanonicalJson.bytes(json);
    }

    public Envelope sign(SigningKey key) {
        return Envelope.sign(Envelope.IN_TOTO, bytes(), key);
    }

    private static ObjectNode buildDefinition(RunFold fold) {
        FactBody admitted = fold.admitted();
        FactBody now = fold.definition();
        ObjectNode external = RunFold.JSON.objectNode();
        external.putObject("pipeline")
                .put("name", admitted.text("pipeline"))
                .put("version", now.text("pipelineVersion"))
                .put("path", admitted.text("pipelinePath"))
                .put("planDigest", now.digest("planDigest").value());
        external.set("inputs", now.node("inputs"));
        external.set("requester", admitted.node("requester"));
        external.set("prompts", prompts(now));
        fold.model().ifPresent(model -> external.put("model", model));

        ObjectNode internal = RunFold.JSON
                .objectNode()
                .put("policyDigest", now.digest("policyDigest").value())
                .put("snapshot", now.text("snapshot"));
        internal.set("options", admitted.node("options"));

        ObjectNode definition = RunFold.JSON.objectNode().put("buildType", RUN_V1);
        definition.set("externalParameters", external);
        definition.set("internalParameters", internal);
        ArrayNode dependencies = definition.putArray("resolvedDependencies");
        String base = fold.hasStarted() ? fold.started().textOrNull("baseCommit") : null;
        if (base != null) {
            dependencies
                    .addObject()
                    .put("name", "base commit")
                    .putObject("digest")
                    .put("gitCommit", base);
        }
        return definition;
    }

    /** The prompt of each step whose plan names one. */
    private static ArrayNode prompts(FactBody definition) {
        ArrayNode prompts = RunFold.JSON.arrayNode();
        for (JsonNode step : definition.items("steps")) {
            if (step.hasNonNull("prompt")) {
                prompts.addObject().put("step", step.path("id").asText()).set("prompt", step.path("prompt"));
            }
        }
        return prompts;
    }

    private static ObjectNode metadata(RunId run, RunFold fold) {
        return RunFold.JSON
                .objectNode()
                .put("invocationId", run.value())
                .put("startedOn", fold.admitted().fact().at().toString())
                .put("finishedOn", fold.ended().fact().at().toString());
    }

    private static ArrayNode byproducts(RunFold fold) {
        ArrayNode byproducts = RunFold.JSON.arrayNode();
        fold.logs().forEach((step, digest) -> resource(byproducts, "log of " + step, digest));
        return byproducts;
    }

    private static ArrayNode subjects(RunFold fold) {
        ArrayNode subjects = RunFold.JSON.arrayNode();
        String commit = fold.ended().textOrNull("headCommit");
        if (commit != null) {
            subjects.addObject()
                    .put("name", fold.started().text("branch"))
                    .putObject("digest")
                    .put("gitCommit", commit);
        }
        for (RunArtifact artifact : fold.artifacts()) {
            resource(subjects, artifact.step() + "/" + artifact.name(), artifact.digest());
        }
        if (subjects
                .isEmpty()) { // a statement has at least one subject; a run that left nothing still left its journal
            resource(subjects, "journal", fold.last().hash());
        }
        return subjects;
    }

    private static void resource(ArrayNode list, String name, Digest digest) {
        list.addObject().put("name", name).putObject("digest").put("sha256", digest.hex());
    }

    private static ObjectNode runPredicate(List<FactRecord> facts, RunFold fold, int form) {
        FactBody admitted = fold.admitted();
        FactBody ended = fold.ended();
        ObjectNode run = RunFold.JSON
                .objectNode()
                .put("org", admitted.text("org"))
                .put("project", admitted.text("project"))
                .put("sandbox", admitted.node("options").path("sandbox").asText("none"));
        if (form > FIRST_FORM) {
            run.put("form", form);
        }
        ObjectNode outcome = run.putObject("outcome").put("state", ended.fact().type());
        copyIfPresent(ended.fact().body(), "step", outcome);
        copyIfPresent(ended.fact().body(), "reason", outcome);
        run.putObject("journal")
                .put("facts", facts.size())
                .put("head", fold.last().hash().value());
        if (!fold.openings().isEmpty()) {
            run.set("openings", fold.openings());
        }
        run.set("models", fold.models());
        run.set("steps", fold.steps());
        run.set("decisions", fold.decisions());
        run.set("approvals", fold.approvals());
        run.set("effects", fold.effects());
        ArrayNode artifacts = run.putArray("artifacts");
        for (RunArtifact artifact : fold.artifacts()) {
            artifacts
                    .addObject()
                    .put("step", artifact.step())
                    .put("name", artifact.name())
                    .put("digest", artifact.digest().value())
                    .put("bytes", artifact.bytes());
        }
        run.set("notVerified", fold.notVerified());
        return run;
    }

    private static void copyIfPresent(JsonNode from, String field, ObjectNode to) {
        if (from.hasNonNull(field)) {
            to.set(field, from.get(field));
        }
    }
}
