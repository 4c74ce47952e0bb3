package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.contracts.runner.hook.HookView;
import dev.builderos.contracts.runner.hook.PipelineOutcome;
import dev.builderos.contracts.runner.hook.PipelineVerdict;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.runner.engine.Event;
import dev.builderos.runner.engine.EventMatch;
import dev.builderos.runner.engine.Plan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells which pipelines of a project's newest files an event starts, and why. Blocking; for virtual threads. */
@ApplicationScoped
class Triggers {
    private static final String PING = "ping";

    private final NewestFiles newestFiles;
    private final Plans plans;

    Triggers(NewestFiles newestFiles, Plans plans) {
        this.newestFiles = newestFiles;
        this.plans = plans;
    }

    /**
     * What was found.
     *
     * @param snapshot null when nothing is known of the project's files
     * @param starts the inputs of each pipeline that starts
     */
    record Considered(
            @Nullable Digest snapshot, List<PipelineVerdict> verdicts, Map<String, Map<String, Object>> starts) {}

    Considered consider(OrgId org, HookView hook, Event event) {
        Optional<NewestFiles.Files> newest = newestFiles.of(requester(org, hook.id()), hook.project());
        if (newest.isEmpty()) {
            return new Considered(null, List.of(), Map.of());
        }
        Snapshot snapshot = newest.get().snapshot();
        List<PipelineVerdict> verdicts = new ArrayList<>();
        Map<String, Map<String, Object>> starts = new LinkedHashMap<>();
        for (NewestFiles.Pipeline pipeline : newest.get().pipelines()) {
            SourceFile file = pipeline.file();
            switch (outcome(pipeline, event)) {
                case null -> {
                    // No webhook starts it.
                }
                case EventMatch.Skipped(String reason) -> verdicts.add(verdict(file, PipelineOutcome.SKIPPED, reason));
                case EventMatch.Refused(String reason) -> verdicts.add(verdict(file, PipelineOutcome.REFUSED, reason));
                case EventMatch.Starts(String reason, Map<String, Object> inputs) -> {
                    StartRun start =
                            start(org, hook.id(), hook.project(), snapshot.digest(), file.path(), inputs, null);
                    Optional<String> obstacle = obstacle(start, snapshot, file, event);
                    verdicts.add(verdict(
                            file,
                            obstacle.isEmpty() ? PipelineOutcome.STARTS : PipelineOutcome.REFUSED,
                            obstacle.map(why -> reason + ", and yet: " + why).orElse(reason)));
                    if (obstacle.isEmpty()) {
                        starts.put(file.path(), inputs);
                    }
                }
            }
        }
        return new Considered(snapshot.digest(), verdicts, starts);
    }

    /** How a pipeline is started: in the sandbox, from what is committed, by inputs that nobody vouches for. */
    static StartRun start(
            OrgId org,
            String hook,
            ProjectId project,
            Digest snapshot,
            String pipeline,
            Map<String, Object> inputs,
            @Nullable String idempotencyKey) {
        return new StartRun(
                requester(org, hook),
                project,
                snapshot,
                pipeline,
                inputs,
                new RunOptions("bubblewrap", null, true),
                idempotencyKey,
                List.copyOf(inputs.keySet()));
    }

    /** Who asks for runs of an endpoint: nobody with a role. */
    static Requester requester(OrgId org, String hook) {
        return new Requester(org, "hook:" + Hooks.shortId(hook), List.of());
    }

    /** Null for a pipeline that no webhook starts. */
    private static EventMatch.@Nullable Outcome outcome(NewestFiles.Pipeline pipeline, Event event) {
        return switch (pipeline.definition()) {
            case Parsed.Invalid<PipelineDefinition> invalid ->
                new EventMatch.Refused("the file is not right: "
                        + invalid.problems().getFirst().render());
            case Parsed.Ok<PipelineDefinition> ok when ok.value().trigger().webhook() == null -> null;
            case Parsed.Ok<PipelineDefinition> ok ->
                event.name().equals(PING)
                        ? new EventMatch.Skipped("a ping only asks whether somebody is there")
                        : EventMatch.of(ok.value(), event);
        };
    }

    /** Why no run can be made although the event is for the pipeline; nothing where one can, or where that cannot be told yet. */
    private Optional<String> obstacle(StartRun start, Snapshot snapshot, SourceFile file, Event event) {
        try {
            Plan plan = plans.prepare(start, snapshot).plan();
            return event.fromFork() && reachesOut(plan, file)
                    ? Optional.of("the event comes from a fork, whose author gets neither secrets nor environments")
                    : Optional.empty();
        } catch (ContractException refused) {
            if (refused.error().category().retryable()) {
                throw refused;
            }
            List<String> problems = refused.error().problems();
            return Optional.of(
                    problems == null || problems.isEmpty() ? refused.error().message() : String.join("; ", problems));
        }
    }

    private static boolean reachesOut(Plan plan, SourceFile file) {
        return file.text().contains("${secrets.")
                || plan.steps().stream().anyMatch(step -> step.environment() != null)
                || (plan.networks() != null
                        && plan.networks().values().stream()
                                .anyMatch(network -> !network.inject().isEmpty()));
    }

    private static PipelineVerdict verdict(SourceFile file, PipelineOutcome outcome, String reason) {
        return new PipelineVerdict(file.path(), outcome, reason, null);
    }
}
