package dev.builderos.runner.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.Expressions;
import java.util.ArrayList;
import java.util.List;

/** Where the list of a {@code foreach} is, and what is in it. */
public sealed interface ForeachItems {
    /** The list is here: a JSON array. */
    record Inline(String json) implements ForeachItems {}

    /** The list is in an artifact: a JSON array. */
    record InArtifact(Digest digest) implements ForeachItems {}

    /** There is no such list. */
    record Missing(String why) implements ForeachItems {}

    /** Finds the list: an output of that name, else an artifact {@code NAME} or {@code NAME.json} of the step. */
    static ForeachItems find(RunFold fold, RunId run, StepId step) {
        Plan.Each each = fold.step(step).step().each();
        if (each == null) {
            throw new IllegalArgumentException(step + " has no `foreach`");
        }
        try {
            return new Inline(Expressed.in(fold, run, step).render(each.items()));
        } catch (Expressed.Unresolved unresolved) {
            return inArtifact(fold, each.items(), String.valueOf(unresolved.getMessage()));
        }
    }

    private static ForeachItems inArtifact(RunFold fold, String text, String why) {
        Expressions written = Expressions.parse(text);
        if (written.parts().size() == 1 && written.parts().getFirst() instanceof Expressions.Reference reference) {
            List<String> path = reference.path();
            StepStatus source =
                    StepCondition.isStepId(path.getFirst()) ? fold.steps().get(new StepId(path.getFirst())) : null;
            String name = String.join(".", path.subList(1, path.size()));
            if (source != null) {
                for (Fact.StepSucceeded.Artifact artifact : source.artifacts()) {
                    if (artifact.name().equals(name) || artifact.name().equals(name + ".json")) {
                        return new InArtifact(artifact.digest());
                    }
                }
            }
        }
        return new Missing(why);
    }

    /**
     * The items of a list. Texts are themselves, other values are their JSON.
     *
     * @throws IllegalArgumentException when it is no JSON array, or too long
     */
    static List<String> parse(String json) {
        JsonNode list;
        try {
            list = ContractJson.mapper().readTree(json);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException("what `foreach` goes over is no JSON", wrong);
        }
        if (list == null || !list.isArray()) {
            throw new IllegalArgumentException("what `foreach` goes over is no JSON array");
        }
        if (list.size() > RunFold.MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "`foreach` goes over at most " + RunFold.MAX_ITEMS + " items, not " + list.size());
        }
        List<String> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(item.isTextual() ? item.textValue() : item.toString()));
        return items;
    }
}
