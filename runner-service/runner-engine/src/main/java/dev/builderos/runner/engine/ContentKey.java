package dev.builderos.runner.engine;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import java.util.Map;
import java.util.TreeMap;

/**
 * The key of a step's content: equal keys mean that the same work on the same inputs was asked for. Kept apart by part, so
 * that two keys can be compared and the difference named.
 *
 * @param parts digest by part: {@code step}, {@code prompt}, {@code model}, {@code tools}, {@code policy}, {@code tree},
 *     {@code inputs}, {@code image}
 */
public record ContentKey(Map<String, String> parts) {
    public ContentKey {
        parts = Map.copyOf(parts);
    }

    /**
     * The key of a step about to start.
     *
     * @param tree digest of the workspace's tree
     * @param arguments the step's texts with their expressions resolved
     * @param tools digest of the tool registry
     * @param image digest of what the sandbox provides
     */
    public static ContentKey of(
            Plan plan, Plan.Step step, String tree, Map<String, Object> arguments, Digest tools, String image) {
        Map<String, String> parts = new TreeMap<>();
        parts.put("step", CanonicalJson.digest(step).value());
        if (step.work() instanceof Work.AgentTask task) {
            if (task.prompt() != null) {
                parts.put("prompt", task.prompt().digest().value());
            }
            parts.put("model", CanonicalJson.digest(task.model()).value());
        }
        parts.put("tools", tools.value());
        parts.put("policy", plan.policyDigest().value());
        parts.put("tree", tree);
        parts.put("inputs", CanonicalJson.digest(arguments).value());
        parts.put("image", image);
        return new ContentKey(parts);
    }

    /** The key of a step that touches nothing. */
    public static ContentKey ofPure(Plan plan, Plan.Step step) {
        return new ContentKey(Map.of(
                "step", CanonicalJson.digest(step).value(),
                "policy", plan.policyDigest().value()));
    }

    public Digest digest() {
        return CanonicalJson.digest(parts);
    }
}
