package dev.builderos.benchmarks.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanCompiler;
import dev.builderos.runner.engine.PlanRequest;
import dev.builderos.runner.engine.Planned;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.ToolCatalog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pipelines of steps that do nothing, and the journals of their runs. */
final class Journals {
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final String HEAD = "kind: builderos/pipeline@v1\nname: many\nversion: 1.0.0\nsteps:\n";
    private static final SourceFile PROJECT = new SourceFile("builderos.yaml", """
            kind: builderos/project@v1
            name: hello-service
            stack: java
            git: { provider: local, repository: acme/hello, default_branch: main }
            """);

    private Journals() {}

    /** Steps behind each other, each of which names the one before. */
    static PlanRequest sequential(int steps) {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < steps; i++) {
            text.append("  - { id: s").append(i).append(", action: noop");
            if (i > 0) {
                text.append(", with: { of: \"${s").append(i - 1).append(".n}\" }");
            }
            text.append(" }\n");
        }
        return request(text.toString());
    }

    /** Lanes of one step each. */
    static PlanRequest parallel(int steps) {
        StringBuilder text = new StringBuilder(HEAD).append("  - id: all\n    lanes:\n");
        for (int i = 0; i < steps; i++) {
            text.append("      l").append(i).append(": [ { id: s").append(i).append(", action: noop } ]\n");
        }
        return request(text.toString());
    }

    private static PlanRequest request(String pipeline) {
        return new PlanRequest(
                new ProjectId("hello"),
                "/home/user/hello",
                "ship/many.yaml",
                List.of(PROJECT, new SourceFile("ship/many.yaml", pipeline)),
                List.of(),
                Map.of(),
                Digest.of("policy"),
                null);
    }

    static Plan plan(PlanRequest request) {
        return switch (PlanCompiler.compile(request, new ToolCatalog(Set.of()))) {
            case Planned.Ready ready -> ready.plan();
            case Planned.Refused refused ->
                throw new IllegalStateException(refused.problems().getFirst());
        };
    }

    /** Every fact of a run in which all goes well, but its receipt. */
    static List<Fact> facts(Plan plan) {
        RunFold fold = new RunFold(plan);
        List<Fact> journal = new ArrayList<>();
        Deque<Fact> queue = new ArrayDeque<>(List.of(admitted(plan)));
        while (!queue.isEmpty()) {
            Fact fact = queue.remove();
            journal.add(fact);
            for (Command command : fold.apply(fact, AT)) {
                switch (command) {
                    case Command.Write write -> queue.add(write.fact());
                    case Command.OpenWorkspace ignored -> queue.add(new Fact.RunStarted(null, null));
                    case Command.StartStep start -> {
                        queue.add(new Fact.StepStarted(
                                start.step(),
                                start.attempt(),
                                Digest.of(start.step().value()),
                                null,
                                Map.of()));
                        queue.add(new Fact.StepSucceeded(
                                start.step(), start.attempt(), Map.of("n", "1"), List.of(), null, null, 0, null));
                    }
                    default -> {}
                }
            }
        }
        return journal;
    }

    private static Fact admitted(Plan plan) {
        OrgId org = new OrgId("local");
        return new Fact.RunAdmitted(
                new RunId("01900000-0000-7000-8000-000000000001"),
                org,
                plan.project(),
                plan.root(),
                plan.pipeline(),
                plan.version(),
                plan.path(),
                new Requester(org, "local:owner", List.of("Owner")),
                Digest.of("snapshot"),
                Digest.of("plan"),
                plan.policyDigest(),
                plan.inputs(),
                new RunOptions("bubblewrap", null, false),
                List.of());
    }
}
