package dev.builderos.runner.steps;

import dev.builderos.connectors.git.GitFailure;
import dev.builderos.connectors.git.KeptTrees;
import dev.builderos.contracts.Digest;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.ContentKey;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.StepStatus;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.CacheStore;
import dev.builderos.runner.tools.Sandboxes;
import dev.builderos.runner.tools.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Work of steps that is taken over by later steps with the same content key, within an org. Only steps that ask for it and touched
 * nothing but their workspace are kept: what they left is a tree, files and outputs, and nothing else has to happen again.
 * Nothing here is needed for a run to go on: what fails is a miss.
 */
@ApplicationScoped
public class StepCache {
    private static final Logger LOG = Logger.getLogger(StepCache.class);
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int SHOWN = 3;
    /** What a row takes beside what the step left. */
    private static final long ROW = 1_024;

    private final CacheStore store;
    private final BlobStore blobs;
    private final Workspaces workspaces;
    private final Toolbox tools;
    private final RunnerConfig config;
    private final KeptTrees trees = new KeptTrees();

    StepCache(CacheStore store, BlobStore blobs, Workspaces workspaces, Toolbox tools, RunnerConfig config) {
        this.store = store;
        this.blobs = blobs;
        this.workspaces = workspaces;
        this.tools = tools;
        this.config = config;
    }

    /** What came of looking. */
    sealed interface Answer {
        /** The workspace holds what the step would leave; this is to be written in place of its start. */
        record Hit(Fact.StepReused fact) implements Answer {}

        /** The step is to be carried out, for this reason. */
        record Miss(String why) implements Answer {}

        /** Nobody wants this step to be looked for. */
        record NotAsked() implements Answer {}
    }

    /** A run without a sandbox may do anything, so nothing of it is known well enough. */
    private static boolean applies(RunActor actor, Plan.Step step) {
        return step.cached()
                && actor.read(fold -> fold.replayed() == null
                        && Sandboxes.confines(Objects.requireNonNull(fold.admitted())
                                .options()
                                .sandbox()));
    }

    /** Looks for the work of a step that is about to start, and puts it into the workspace where there is some. */
    Answer look(RunActor actor, Plan.Step step, Workspaces.Place place, ContentKey key) {
        boolean wanted = actor.read(
                fold -> Objects.requireNonNull(fold.admitted()).options().usesCache()
                        && fold.step(step.id()).attempt() == 0);
        if (!wanted || !applies(actor, step)) {
            return new Answer.NotAsked();
        }
        try {
            List<String> unknown = ignored(actor, step, place);
            if (!unknown.isEmpty()) {
                return new Answer.Miss("the workspace holds ignored files, which no key knows: " + listed(unknown));
            }
            Optional<CacheStore.Entry> found =
                    store.use(actor.org(), key.digest()).await().atMost(BOUND);
            return found.isPresent()
                    ? take(actor, step, place, key, found.get())
                    : new Answer.Miss(explain(actor, step, key));
        } catch (GitFailure failed) {
            return new Answer.Miss("the cache cannot be used: " + failed.getMessage());
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "cache not read runId=%s stepId=%s", actor.id(), step.id());
            return new Answer.Miss("the cache cannot be read");
        }
    }

    private String explain(RunActor actor, Plan.Step step, ContentKey key) {
        Optional<Map<String, String>> newest =
                store.newest(owner(actor, step)).await().atMost(BOUND);
        if (newest.isEmpty()) {
            return "nothing of this step is kept";
        }
        List<String> sentences = ContentKey.explain(newest.get(), key.parts(), List.of());
        return sentences.isEmpty() ? "what was kept of it is gone" : String.join("; ", sentences);
    }

    private Answer take(
            RunActor actor, Plan.Step step, Workspaces.Place place, ContentKey key, CacheStore.Entry entry) {
        Path repository = Path.of(actor.plan().root());
        if (!trees.isKept(repository, name(key.digest()), entry.tree())) {
            return new Answer.Miss("the work of run " + entry.run() + " is not in this repository");
        }
        for (Fact.StepSucceeded.Artifact artifact : entry.artifacts()) {
            if (blobs.age(actor.org(), artifact.digest(), Instant.EPOCH) == BlobStore.Age.ABSENT) {
                store.forget(actor.org(), key.digest()).await().atMost(BOUND);
                trees.drop(repository, name(key.digest()));
                return new Answer.Miss("artifact " + artifact.name() + " of run " + entry.run() + " is gone");
            }
        }
        String message = step.id() + ": " + step.title() + " (from run " + entry.run() + ")";
        return switch (trees.put(place.worktree(), actor.id(), step.id(), message, entry.tree())) {
            case KeptTrees.Put.InTheWay ignored ->
                new Answer.Miss("files in the workspace are in the way of what run " + entry.run() + " left");
            case KeptTrees.Put.Done done -> {
                try {
                    workspaces.restore(actor, place, entry.artifacts());
                } catch (RuntimeException gone) {
                    trees.takeBack(place.worktree(), done);
                    throw gone;
                }
                yield new Answer.Hit(new Fact.StepReused(
                        step.id(),
                        entry.run(),
                        key.digest(),
                        entry.outputs(),
                        entry.artifacts(),
                        done.commit().orElse(null),
                        entry.tree(),
                        Fact.Reuse.CACHE));
            }
        };
    }

    /** Why the work of a step that is done is not kept, as a sentence; nothing when it is, or when nobody asked. */
    Optional<String> objection(RunActor actor, Plan.Step step, Workspaces.Place place) {
        if (!applies(actor, step)) {
            return Optional.empty();
        }
        List<String> taint = actor.read(fold -> fold.history().taint());
        if (!taint.isEmpty()) {
            return Optional.of("not kept in the cache: the run has read what nobody vouches for: " + listed(taint));
        }
        Optional<String> reached = actor.read(fold -> reachedOut(fold.step(step.id())));
        if (reached.isPresent()) {
            return Optional.of("not kept in the cache: " + reached.get() + " reaches beyond the workspace");
        }
        List<String> beside = ignored(actor, step, place);
        return beside.isEmpty()
                ? Optional.empty()
                : Optional.of("not kept in the cache: there are ignored files, which nothing would bring back: "
                        + listed(beside) + "; name files in `out`");
    }

    /** Keeps what a step left whose success is in the journal, and to which there was no objection. */
    void keep(RunActor actor, Plan.Step step, Fact.StepSucceeded left) {
        String tree = left.tree();
        if (tree == null || !applies(actor, step)) {
            return;
        }
        try {
            keep(actor, step, left, tree);
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "cache not written runId=%s stepId=%s", actor.id(), step.id());
        }
    }

    private void keep(RunActor actor, Plan.Step step, Fact.StepSucceeded left, String tree) {
        Path repository = Path.of(actor.plan().root());
        Map<String, String> parts =
                actor.read(fold -> Map.copyOf(fold.step(step.id()).keyParts()));
        Digest key = new ContentKey(parts).digest();
        String before = parts.get("tree");
        long bytes = ROW
                + left.artifacts().stream()
                        .mapToLong(Fact.StepSucceeded.Artifact::bytes)
                        .sum()
                + (before == null ? 0 : trees.bytesBeyond(repository, before, tree));
        trees.keep(repository, name(key), tree);
        CacheStore.Entry entry = new CacheStore.Entry(
                key, actor.id(), left.outputs(), left.artifacts(), tree, repository.toString(), bytes);
        store.keep(owner(actor, step), parts, entry).await().atMost(BOUND);
        for (CacheStore.Evicted gone :
                store.evict(actor.org(), config.cache().maxBytes()).await().atMost(BOUND)) {
            trees.drop(Path.of(gone.repository()), name(gone.key()));
        }
    }

    /** What the step did that is no matter of its workspace alone; nothing when all was. */
    private Optional<String> reachedOut(StepStatus status) {
        for (CallStatus call : status.calls().values()) {
            String tool = call.effect().tool();
            boolean inside = tools.named(tool)
                    .map(known -> known.staysInWorkspace(call.effect()))
                    .orElse(false);
            if (!inside || call.approval() != null) {
                return Optional.of(tool);
            }
        }
        return Optional.empty();
    }

    private List<String> ignored(RunActor actor, Plan.Step step, Workspaces.Place place) {
        List<String> known = new ArrayList<>(Workspaces.excluded(actor.plan()));
        known.addAll(step.out());
        known.addAll(actor.read(fold -> List.copyOf(fold.artifacts().keySet())));
        return trees.ignored(place.worktree(), known);
    }

    private static CacheStore.Owner owner(RunActor actor, Plan.Step step) {
        return actor.read(fold -> new CacheStore.Owner(
                actor.org(),
                Objects.requireNonNull(fold.admitted()).project(),
                fold.plan().pipeline(),
                step.id()));
    }

    /** Two orgs may share a repository, and then the tree under a key is the same. */
    private static String name(Digest key) {
        return key.hex();
    }

    private static String listed(List<String> paths) {
        return String.join(", ", paths.stream().limit(SHOWN).toList()) + (paths.size() > SHOWN ? ", …" : "");
    }
}
