package dev.builderos.runner.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.policy.FindPolicy;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.registry.FindProject;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.engine.Definitions;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanCompiler;
import dev.builderos.runner.engine.PlanRequest;
import dev.builderos.runner.engine.Planned;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.tools.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what a run was asked to do, and remembers the plans of late: a snapshot never changes, so the same request means
 * the same plan as long as the project stays where it is, under the same policy of the org.
 */
@ApplicationScoped
class Plans {
    private static final String POLICY_FILE = "builderos.policy.yaml";
    private static final int REMEMBERED = 128;
    /** Snapshots whose files are not read again. */
    private static final int READ = 16;

    private static final Duration READ_FOR = Duration.ofMinutes(10);

    /** Bigger plans are compiled anew each time. */
    private static final int REMEMBERED_BYTES = 64 * 1024;

    private final Sources sources;
    private final Toolbox tools;
    private final StructuredRedaction redaction;
    private final SharedReads<FindProject, String> roots;
    private final SharedReads<FindPolicy, Optional<Digest>> bounds;
    private final Cache<Pin, Digest> pins =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<Digest, Definitions> definitions =
            Caffeine.newBuilder().maximumSize(READ).expireAfterAccess(READ_FOR).build();
    private final Cache<Request, Prepared> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Plans(Sources sources, Toolbox tools, KnownSecrets secrets) {
        this.redaction = new StructuredRedaction(secrets, Set.of());
        this.sources = sources;
        this.tools = tools;
        this.roots = new SharedReads<>(query -> sources.project(query).root());
        this.bounds = new SharedReads<>(
                query -> Optional.ofNullable(sources.policyOfOrg(query).digest()));
    }

    private record Request(
            OrgId org,
            ProjectId project,
            String root,
            Optional<Digest> bounds,
            Digest snapshot,
            String pipeline,
            Map<String, Object> inputs,
            @Nullable String model,
            List<SourceFile> prompts,
            Set<String> untrusted) {}

    private record Pin(OrgId org, SourceFile policy, Optional<Digest> bounds) {}

    /** A plan, ready to be started any number of times. */
    record Prepared(Plan plan, String json, Digest digest, Digest policy, List<Fact.StepOutline> outline) {}

    /** Blocking. Refusals are {@link ContractException}s. */
    Prepared prepare(StartRun start) {
        return prepare(start, List.of());
    }

    /** The same for whoever has the snapshot at hand. */
    Prepared prepare(StartRun start, Snapshot snapshot) {
        return prepare(start, List.of(), () -> snapshot);
    }

    /** The same with versions of prompts that steps get whatever version they ask for. */
    Prepared prepare(StartRun start, List<SourceFile> prompts) {
        return prepare(
                start,
                prompts,
                () -> sources.snapshot(new FindSnapshot(start.requester(), start.project(), start.snapshot())));
    }

    private Prepared prepare(StartRun start, List<SourceFile> prompts, Supplier<Snapshot> files) {
        requireNoSecret(start.inputs());
        Request request = new Request(
                start.requester().org(),
                start.project(),
                roots.get(new FindProject(start.requester(), start.project())),
                bounds.get(new FindPolicy(start.requester(), null)),
                start.snapshot(),
                start.pipeline(),
                start.inputs(),
                start.options().model(),
                prompts,
                untrusted(start));
        Prepared known = remembered.getIfPresent(request);
        if (known != null) {
            return known;
        }
        Prepared prepared = compile(start, request, files.get());
        if (prepared.json().length() <= REMEMBERED_BYTES
                && prepared.plan().root().equals(request.root())) {
            remembered.put(request, prepared);
        }
        return prepared;
    }

    /** Inputs are in the plan, which is kept and whose digest stands for them; so nothing can be taken out of them. */
    private void requireNoSecret(Map<String, Object> inputs) {
        inputs.forEach((name, value) -> redaction.find(value).ifPresent(secret -> {
            throw new ContractException(
                    "run.secret-in-input",
                    ErrorCategory.INVALID,
                    "input `" + name + "` holds the value of the secret " + secret
                            + ", and inputs are kept and shown; let a `run:` step use it as ${secrets." + secret + "}");
        }));
    }

    private Prepared compile(StartRun start, Request request, Snapshot snapshot) {
        Digest policy = pinPolicy(start, request.bounds(), snapshot);
        Planned planned = PlanCompiler.compile(
                new PlanRequest(
                        start.project(),
                        snapshot.root(),
                        start.pipeline(),
                        snapshot.files(),
                        snapshot.library(),
                        start.inputs(),
                        policy,
                        start.options().model(),
                        request.prompts(),
                        request.untrusted()),
                tools.catalog(),
                definitions.get(snapshot.digest(), digest -> new Definitions()));
        return switch (planned) {
            case Planned.Ready ready -> {
                byte[] json = CanonicalJson.bytes(ready.plan());
                Plan plan = ContractJson.read(json, Plan.class);
                yield new Prepared(
                        plan, new String(json, StandardCharsets.UTF_8), Digest.of(json), policy, outline(plan));
            }
            case Planned.Refused refused ->
                throw new ContractException(new ContractError(
                        "run.invalid-pipeline",
                        ErrorCategory.INVALID,
                        refused.problems().size() == 1
                                ? refused.problems().getFirst()
                                : start.pipeline() + " cannot be run: "
                                        + refused.problems().size() + " problems",
                        List.copyOf(refused.problems())));
        };
    }

    /** The inputs of a run that nobody vouches for and that stay as they were. */
    static List<String> untrusted(RunFold before, Set<String> given) {
        return before.plan().untrustedInputs().stream()
                .filter(name -> !given.contains(name))
                .toList();
    }

    private static Set<String> untrusted(StartRun start) {
        return start.untrusted() == null ? Set.of() : Set.copyOf(start.untrusted());
    }

    /** A policy stays pinned; under another policy of the org it is pinned anew. */
    private Digest pinPolicy(StartRun start, Optional<Digest> bounds, Snapshot snapshot) {
        SourceFile policy = snapshot.files().stream()
                .filter(file -> file.path().equals(POLICY_FILE))
                .findFirst()
                .orElseThrow(() -> new ContractException(
                        "run.no-policy",
                        ErrorCategory.INVALID,
                        "the project has no " + POLICY_FILE
                                + ", so nothing would be allowed; `builderos init` writes one"));
        Pin pin = new Pin(start.requester().org(), policy, bounds);
        Digest known = pins.getIfPresent(pin);
        if (known != null) {
            return known;
        }
        Digest pinned = sources.pin(new PinPolicy(start.requester(), policy)).digest();
        pins.put(pin, pinned);
        return pinned;
    }

    static List<Fact.StepOutline> outline(Plan plan) {
        return plan.steps().stream().map(Plans::outline).toList();
    }

    private static Fact.StepOutline outline(Plan.Step step) {
        return new Fact.StepOutline(
                step.id(),
                step.work().kind(),
                step.title(),
                step.lane(),
                step.needs(),
                step.principal(),
                step.environment() == null ? null : step.environment().name(),
                step.work() instanceof Work.AgentTask task && task.prompt() != null
                        ? new Fact.PromptOutline(
                                task.prompt().name(),
                                task.prompt().version(),
                                task.prompt().digest())
                        : null);
    }
}
