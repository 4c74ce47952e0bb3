package dev.builderos.policy.engine;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Policies and effects as tests write them. */
final class Policies {
    static final PolicyContext CONTEXT = new PolicyContext(
            Map.of("defaultBranch", "main", "name", "hello"),
            new Requester(new OrgId("acme"), "local:owner", List.of("Owner")),
            new RunId("01890000-0000-7000-8000-000000000001"),
            new StepId("build"),
            RunSoFar.NOTHING);

    private Policies() {}

    static CompiledPolicy compile(String text) {
        return switch (CompiledPolicy.compile(new SourceText("builderos.policy.yaml", text))) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy policy) -> policy;
            case Parsed.Invalid<CompiledPolicy>(List<Problem> problems) -> throw new AssertionError(problems);
        };
    }

    static List<String> problems(String text) {
        return switch (CompiledPolicy.compile(new SourceText("builderos.policy.yaml", text))) {
            case Parsed.Ok<CompiledPolicy> _ -> List.of();
            case Parsed.Invalid<CompiledPolicy>(List<Problem> problems) ->
                problems.stream().map(Problem::render).toList();
        };
    }

    static Decision decide(String policy, Effect effect) {
        return compile(policy).decide(effect, CONTEXT);
    }

    static Effect effect(String tool, @Nullable String environment, Map<String, Object> arguments) {
        return new Effect(tool, "builder", environment, arguments);
    }

    static Effect file(String tool, String path) {
        return effect(tool, null, Map.of("path", path));
    }
}
