package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.PutSnapshot;
import dev.builderos.contracts.registry.SnapshotStored;
import dev.builderos.formats.SemVer;
import dev.builderos.registry.domain.ProjectFiles;
import dev.builderos.registry.domain.PromptVersion;
import dev.builderos.registry.store.PromptVersionDocument;
import dev.builderos.registry.store.RegistryStore;
import dev.builderos.registry.store.SnapshotDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the files runs are compiled from, and registers the prompt versions among them. Refused as a whole when a file is
 * invalid or a prompt version changed its text. Doing it again makes it the newest, and changes nothing else.
 */
@ApplicationScoped
public class KeepSnapshot {
    private final RegistryStore store;
    private final Clock clock;

    KeepSnapshot(RegistryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Uni<SnapshotStored> apply(PutSnapshot command) {
        OrgId org = command.requester().org();
        return HeavyWork.offEventLoop(() -> ProjectFiles.check(command.files()))
                .flatMap(files -> store.change(org, () -> keep(org, command, files)));
    }

    private Uni<SnapshotStored> keep(OrgId org, PutSnapshot command, ProjectFiles files) {
        var key = new SnapshotDocument.Key(
                org.value(),
                command.project().value(),
                files.manifest().digest().value());
        return store.knownProject(org, command.project())
                .flatMap(project -> store.snapshot(key))
                .flatMap(kept -> kept == null ? store(org, key, files) : sentAgain(kept))
                .replaceWith(new SnapshotStored(files.manifest().digest()));
    }

    /** What was sent last is the newest, whenever it was sent first. */
    private Uni<Void> sentAgain(SnapshotDocument kept) {
        kept.storedAt = now();
        return Uni.createFrom().voidItem();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Uni<Void> store(OrgId org, SnapshotDocument.Key key, ProjectFiles files) {
        Instant now = now();
        Set<String> names = files.prompts().stream().map(PromptVersion::name).collect(Collectors.toSet());
        return store.promptVersions(org, names)
                .map(registered -> unregistered(org, files.prompts(), registered, now))
                .call(() -> store.keepTexts(org, files.texts()))
                .call(store::persist)
                .flatMap(prompts -> store.persist(
                        List.of(new SnapshotDocument(key, files.manifest().json(), now))));
    }

    /** The documents of those versions that are new; refuses when one is there with another text. */
    private static List<PromptVersionDocument> unregistered(
            OrgId org, List<PromptVersion> stated, List<PromptVersionDocument> registered, Instant now) {
        Map<PromptVersionDocument.Key, PromptVersionDocument> fresh = new LinkedHashMap<>();
        List<String> taken = new ArrayList<>();
        for (PromptVersion prompt : stated) {
            var key = new PromptVersionDocument.Key(
                    org.value(), prompt.name(), prompt.version().text());
            PromptVersionDocument there = registered.stream()
                    .filter(version -> version.name.equals(key.name()) && version.version.equals(key.version()))
                    .findFirst()
                    .orElse(null);
            if (there == null) {
                fresh.put(key, document(key, prompt, now));
            } else if (!there.digest.equals(prompt.digest().value())) {
                taken.add(prompt.taken(versions(prompt.name(), registered)));
            }
        }
        if (!taken.isEmpty()) {
            throw new ContractException(new ContractError(
                    "prompt.version-exists",
                    ErrorCategory.CONFLICT,
                    "a prompt changed its text without a new version",
                    taken));
        }
        return List.copyOf(fresh.values());
    }

    private static List<SemVer> versions(String name, List<PromptVersionDocument> registered) {
        return registered.stream()
                .filter(version -> version.name.equals(name))
                .map(version -> new SemVer(version.version))
                .toList();
    }

    private static PromptVersionDocument document(PromptVersionDocument.Key key, PromptVersion prompt, Instant now) {
        return new PromptVersionDocument(
                key, prompt.digest().value(), prompt.changelog(), prompt.tags().toArray(String[]::new), now);
    }
}
