package dev.builderos.runner.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The key of a step's content: equal keys mean that the same work on the same inputs was asked for. Kept apart by part, so
 * that two keys can be compared and the difference named.
 *
 * @param parts digest by part: {@code step}, {@code prompt}, {@code model}, {@code tools}, {@code policy}, {@code tree},
 *     {@code image}, {@code value.PATH} for each thing its texts refer to, {@code artifact.NAME}. That of a prompt and of a
 *     model starts with a label for people and {@code #}.
 */
public record ContentKey(Map<String, String> parts) {
    private static final String VALUE = "value.";
    private static final String ARTIFACT = "artifact.";

    /** What of a step decides what it does; how long it may take and when it is tried again do not. */
    private static final List<String> DECISIVE =
            List.of("id", "work", "principal", "environment", "out", "gates", "when", "variables", "each");

    public ContentKey {
        parts = Map.copyOf(parts);
    }

    /**
     * The key of a step about to start.
     *
     * @param tree digest of the workspace's tree; null for a step that touches none
     * @param values what the step's texts refer to, see {@link Expressed#values}
     * @param artifacts digests of the files earlier steps left beside the tree, by name
     * @param tools digest of the tool registry
     * @param image digest of what the sandbox provides
     */
    public static ContentKey of(
            Plan plan,
            Plan.Step step,
            @Nullable String tree,
            Map<String, ?> values,
            Map<String, Digest> artifacts,
            Digest tools,
            String image) {
        Map<String, String> parts = new TreeMap<>(known(plan, step, tools).parts());
        if (tree != null) {
            parts.put("tree", tree);
        }
        values.forEach((path, value) ->
                parts.put(VALUE + path, Digest.of(String.valueOf(value)).value()));
        artifacts.forEach((name, digest) -> parts.put(ARTIFACT + name, digest.value()));
        parts.put("image", image);
        return new ContentKey(parts);
    }

    /** The parts that are known of a step before it starts: its definition, prompt, model, policy, tools, and the inputs it names. */
    public static ContentKey known(Plan plan, Plan.Step step, Digest tools) {
        if (step.pure()) {
            return ofPure(plan, step);
        }
        Map<String, String> parts = new TreeMap<>(ofPure(plan, step).parts());
        parts.put("tools", tools.value());
        return new ContentKey(parts);
    }

    /** The key of a step that touches nothing: no tools, no tree. */
    public static ContentKey ofPure(Plan plan, Plan.Step step) {
        Map<String, String> parts = new TreeMap<>();
        parts.put(
                "step",
                IndexedSteps.definition(plan.steps(), step, ContentKey::definition)
                        .value());
        Work work = step.each() == null ? step.work() : step.each().template().work();
        if (work instanceof Work.AgentTask task) {
            Work.PromptUse prompt = task.prompt();
            if (prompt != null) {
                parts.put("prompt", prompt.name() + " " + prompt.version() + "#" + prompt.digest());
            }
            parts.put(
                    "model",
                    task.model().label() + "#"
                            + CanonicalJson.digest(task.model().withoutPrice()));
        }
        parts.put("policy", plan.policyDigest().value());
        for (String path : Expressed.inputsOf(plan, step)) {
            Object value = plan.inputs().get(path.substring("inputs.".length()));
            if (value != null) {
                parts.put(VALUE + path, Digest.of(String.valueOf(value)).value());
            }
        }
        return new ContentKey(parts);
    }

    private static Digest definition(Plan.Step step) {
        ObjectNode whole = (ObjectNode) ContractJson.tree(step);
        whole.retain(DECISIVE);
        forget(whole.path("work"));
        if (whole.get("each") instanceof ObjectNode each && each.get("template") instanceof ObjectNode template) {
            template.retain(DECISIVE);
            forget(template.path("work"));
        }
        return CanonicalJson.digest(whole);
    }

    /** Prompt and model are parts of their own. */
    private static void forget(JsonNode work) {
        if (work instanceof ObjectNode written) {
            written.remove(List.of("prompt", "model"));
        }
    }

    public Digest digest() {
        return CanonicalJson.digest(parts);
    }

    /**
     * What differs between two keys, one sentence each, in the words of who wrote the pipeline.
     *
     * @param ranAgain the steps that were carried out in between, which a changed tree is because of
     */
    public static List<String> explain(
            Map<String, String> before, Map<String, String> after, Collection<StepId> ranAgain) {
        List<String> sentences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String was = before.get(name);
            String is = after.get(name);
            if (was == null || !was.equals(is)) {
                sentences.add(sentence(name, was, is, ranAgain));
            }
        }
        return sentences;
    }

    private static String sentence(
            String name, @Nullable String was, @Nullable String is, Collection<StepId> ranAgain) {
        return switch (name) {
            case "step" -> "the definition of the step changed";
            case "prompt", "model" -> labelled(name, was, is);
            case "tools" -> "tools changed";
            case "policy" -> "policy changed";
            case "image" -> "sandbox image changed";
            case "tree" ->
                "tree changed"
                        + (ranAgain.isEmpty()
                                ? ""
                                : ranAgain.stream()
                                        .map(StepId::value)
                                        .collect(Collectors.joining(", ", ": because ", " ran again")));
            default -> {
                String what = is == null ? " is gone" : was == null ? " is new" : " changed";
                if (name.startsWith(VALUE + "inputs.")) {
                    yield "input " + name.substring((VALUE + "inputs.").length()) + what;
                }
                if (name.startsWith(ARTIFACT)) {
                    yield "artifact " + name.substring(ARTIFACT.length()) + what;
                }
                yield (name.startsWith(VALUE) ? name.substring(VALUE.length()) : name) + what;
            }
        };
    }

    private static String labelled(String name, @Nullable String was, @Nullable String is) {
        String before = label(was);
        String after = label(is);
        if (before == null || after == null) {
            return name + " " + (before == null ? after + " is new" : before + " is gone");
        }
        int same = before.lastIndexOf(' ');
        boolean sameName = same > 0 && after.startsWith(before.substring(0, same + 1));
        return before.equals(after)
                ? name + " " + before + " changed"
                : name + " " + before + " → " + (sameName ? after.substring(same + 1) : after);
    }

    private static @Nullable String label(@Nullable String part) {
        return part == null ? null : part.substring(0, Math.max(part.lastIndexOf('#'), 0));
    }
}
