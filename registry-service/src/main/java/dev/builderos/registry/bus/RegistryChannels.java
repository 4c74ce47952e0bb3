package dev.builderos.registry.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.bus.ParkedMessages;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.registry.usecase.BrowseDefinitions;
import dev.builderos.registry.usecase.BrowseDesks;
import dev.builderos.registry.usecase.BrowseProjects;
import dev.builderos.registry.usecase.BrowsePrompts;
import dev.builderos.registry.usecase.KeepProject;
import dev.builderos.registry.usecase.KeepSnapshot;
import dev.builderos.registry.usecase.LoadDesk;
import dev.builderos.registry.usecase.LoadSnapshot;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** One method per request the registry answers. */
@ApplicationScoped
class RegistryChannels {
    private static final String REPLIES = "bus-replies";
    private static final int CONCURRENCY = 16;
    private static final int FEW_LARGE_ONES = 4;

    private final Handling handling;
    private final KeepProject keepProject;
    private final BrowseProjects browseProjects;
    private final KeepSnapshot keepSnapshot;
    private final LoadSnapshot loadSnapshot;
    private final BrowseDefinitions browseDefinitions;
    private final BrowsePrompts browsePrompts;
    private final BrowseDesks browseDesks;
    private final LoadDesk loadDesk;
    private final ParkedMessages parked;

    RegistryChannels(
            Handling handling,
            KeepProject keepProject,
            BrowseProjects browseProjects,
            KeepSnapshot keepSnapshot,
            LoadSnapshot loadSnapshot,
            BrowseDefinitions browseDefinitions,
            BrowsePrompts browsePrompts,
            BrowseDesks browseDesks,
            LoadDesk loadDesk,
            ParkedMessages parked) {
        this.handling = handling;
        this.keepProject = keepProject;
        this.browseProjects = browseProjects;
        this.keepSnapshot = keepSnapshot;
        this.loadSnapshot = loadSnapshot;
        this.browseDefinitions = browseDefinitions;
        this.browsePrompts = browsePrompts;
        this.browseDesks = browseDesks;
        this.loadDesk = loadDesk;
        this.parked = parked;
    }

    @Incoming("registry-list-parked")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listParked(Multi<Message<Envelope>> requests) {
        return handling.answer(
                requests, RegistryContracts.LIST_PARKED, CONCURRENCY, query -> parked.of("registry", query));
    }

    @Incoming("registry-retry-parked")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> retryParked(Multi<Message<Envelope>> requests) {
        return handling.answer(
                requests, RegistryContracts.RETRY_PARKED, CONCURRENCY, command -> parked.retry("registry", command));
    }

    @Incoming("registry-put-project")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> putProject(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.PUT_PROJECT, CONCURRENCY, keepProject::apply);
    }

    @Incoming("registry-list-projects")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listProjects(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.LIST_PROJECTS, CONCURRENCY, browseProjects::apply);
    }

    @Incoming("registry-find-project")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findProject(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_PROJECT, CONCURRENCY, browseProjects::find);
    }

    @Incoming("registry-put-snapshot")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> putSnapshot(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.PUT_SNAPSHOT, FEW_LARGE_ONES, keepSnapshot::apply);
    }

    @Incoming("registry-find-snapshot")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findSnapshot(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_SNAPSHOT, FEW_LARGE_ONES, loadSnapshot::apply);
    }

    @Incoming("registry-find-definitions")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findDefinitions(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_DEFINITIONS, FEW_LARGE_ONES, browseDefinitions::apply);
    }

    @Incoming("registry-find-newest-snapshot")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findNewestSnapshot(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_NEWEST_SNAPSHOT, FEW_LARGE_ONES, loadSnapshot::newest);
    }

    @Incoming("registry-list-prompts")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listPrompts(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.LIST_PROMPTS, CONCURRENCY, browsePrompts::apply);
    }

    @Incoming("registry-list-desks")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listDesks(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.LIST_DESKS, CONCURRENCY, browseDesks::apply);
    }

    @Incoming("registry-find-desk")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findDesk(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_DESK, CONCURRENCY, loadDesk::apply);
    }
}
