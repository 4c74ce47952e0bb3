package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.ProjectView;
import dev.builderos.contracts.registry.PutProject;
import dev.builderos.registry.store.ProjectDocument;
import dev.builderos.registry.store.RegistryStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Makes a project known, or updates where it is. Doing it again changes nothing. */
@ApplicationScoped
public class KeepProject {
    private static final int LONGEST_ROOT = 4_096;

    private final RegistryStore store;
    private final Clock clock;

    KeepProject(RegistryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Uni<ProjectView> apply(PutProject command) {
        if (!command.root().startsWith("/")
                || command.root().length() > LONGEST_ROOT
                || command.root().contains("\0")) {
            throw new ContractException(
                    "project.invalid-root", ErrorCategory.INVALID, "the root of a project is an absolute directory");
        }
        OrgId org = command.requester().org();
        return store.change(
                        org,
                        () -> store.project(org, command.project().value())
                                .flatMap(known -> known == null ? make(org, command) : move(known, command.root())))
                .flatMap(kept -> store.find(org, command.project()));
    }

    private Uni<Void> make(OrgId org, PutProject command) {
        ProjectDocument made = new ProjectDocument(
                new ProjectDocument.Key(org.value(), command.project().value()),
                command.root(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return store.persist(List.of(made));
    }

    private static Uni<Void> move(ProjectDocument known, String root) {
        known.root = root;
        return Uni.createFrom().voidItem();
    }
}
