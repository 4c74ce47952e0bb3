package dev.builderos.runner.engine;

import dev.builderos.formats.Condition;
import dev.builderos.formats.PipelineDefinition;
import java.util.Set;

/** Finds what is wrong with the condition of a webhook before an event comes. It sees {@code event} and nothing else. */
final class EventCheck {
    static final String EVENT = "event";

    private EventCheck() {}

    static void check(PipelineDefinition pipeline, ProjectParts parts) {
        Condition condition = pipeline.trigger().webhook() == null
                ? null
                : pipeline.trigger().webhook().when();
        if (condition == null) {
            return;
        }
        String path = pipeline.source().path();
        try {
            for (StepCondition.Mention mention :
                    StepCondition.compile(condition.text()).mentions()) {
                if (!mention.root().equals(EVENT)) {
                    parts.nothing(
                            path,
                            ConditionCheck.place(pipeline, condition, 1, mention.offset()),
                            "the condition of a webhook sees `event`, and no `" + mention.root() + "`",
                            mention.root(),
                            Set.of(EVENT));
                }
            }
        } catch (StepCondition.NotUnderstood wrong) {
            for (StepCondition.Flaw flaw : wrong.flaws()) {
                parts.problem(
                        path,
                        ConditionCheck.place(pipeline, condition, flaw.line(), flaw.column()),
                        "the condition is not right: " + flaw.message());
            }
        }
    }
}
