package dev.builderos.runner.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.FindNewestSnapshot;
import dev.builderos.contracts.registry.FindProject;
import dev.builderos.contracts.registry.ProjectView;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.SourceText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The files of projects that were sent last, with the pipelines among them read. Each call asks which snapshot is the newest;
 * what is in it is fetched and read once. Blocking; for virtual threads.
 */
@ApplicationScoped
class NewestFiles {
    private static final String PIPELINES = "ship/";

    /** Characters of all that is remembered. */
    private static final long REMEMBERED = 32L * 1024 * 1024;

    /** What comes with the product is part of it and may be renewed beside a runner that goes on. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Sources sources;
    private final SharedReads<FindProject, ProjectView> projects;
    private final SharedReads<FindNewestSnapshot, Files> newest;
    private final Cache<Key, Files> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher(NewestFiles::weight)
            .expireAfterWrite(FRESH)
            .build();

    NewestFiles(Sources sources) {
        this.sources = sources;
        this.projects = new SharedReads<>(sources::project);
        this.newest = new SharedReads<>(this::read);
    }

    private record Key(OrgId org, ProjectId project) {}

    /** A snapshot and the pipelines in it. */
    record Files(Snapshot snapshot, List<Pipeline> pipelines) {}

    /** A file that defines a pipeline, or is meant to. */
    record Pipeline(SourceFile file, Parsed<PipelineDefinition> definition) {}

    /** Nothing where no files of the project were ever sent. */
    Optional<Files> of(Requester requester, ProjectId id) {
        ProjectView project = projects.get(new FindProject(requester, id));
        if (project.newestSnapshot() == null) {
            return Optional.empty();
        }
        Files known = remembered.getIfPresent(new Key(requester.org(), id));
        if (known != null
                && known.snapshot().digest().equals(project.newestSnapshot())
                && known.snapshot().root().equals(project.root())) {
            return Optional.of(known);
        }
        return Optional.of(newest.get(new FindNewestSnapshot(requester, id)));
    }

    private Files read(FindNewestSnapshot query) {
        Snapshot snapshot = sources.newest(query);
        Files files = new Files(
                snapshot,
                snapshot.files().stream()
                        .filter(file -> file.path().startsWith(PIPELINES))
                        .map(file ->
                                new Pipeline(file, Formats.parsePipeline(new SourceText(file.path(), file.text()))))
                        .toList());
        remembered.put(new Key(query.requester().org(), query.project()), files);
        return files;
    }

    private static int weight(Key key, Files files) {
        Snapshot snapshot = files.snapshot();
        long characters = 0;
        for (SourceFile file : snapshot.files()) {
            characters += file.text().length();
        }
        return (int) Math.min(characters, Integer.MAX_VALUE);
    }
}
