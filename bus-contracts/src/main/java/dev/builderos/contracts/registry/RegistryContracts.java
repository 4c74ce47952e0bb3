package dev.builderos.contracts.registry;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Contract.Kind;
import dev.builderos.contracts.Contract.Request;
import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
import dev.builderos.contracts.parked.ParkedRetried;
import dev.builderos.contracts.parked.RetryParked;
import java.util.List;

/** All that is said to and by the registry. */
public final class RegistryContracts {
    private static final String DOMAIN = "registry";

    public static final Request<PutProject, ProjectView> PUT_PROJECT =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "put-project", PutProject.class, ProjectView.class);
    public static final Request<ListProjects, ProjectList> LIST_PROJECTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-projects", ListProjects.class, ProjectList.class);
    public static final Request<FindProject, ProjectView> FIND_PROJECT =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-project", FindProject.class, ProjectView.class);
    public static final Request<PutSnapshot, SnapshotStored> PUT_SNAPSHOT =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "put-snapshot", PutSnapshot.class, SnapshotStored.class);
    public static final Request<FindSnapshot, Snapshot> FIND_SNAPSHOT =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-snapshot", FindSnapshot.class, Snapshot.class);
    public static final Request<FindDefinitions, ProjectDefinitions> FIND_DEFINITIONS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-definitions", FindDefinitions.class, ProjectDefinitions.class);
    public static final Request<FindNewestSnapshot, Snapshot> FIND_NEWEST_SNAPSHOT =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-newest-snapshot", FindNewestSnapshot.class, Snapshot.class);
    public static final Request<ListPrompts, PromptList> LIST_PROMPTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-prompts", ListPrompts.class, PromptList.class);
    public static final Request<ListPromptVersions, PromptVersionList> LIST_PROMPT_VERSIONS = new Request<>(
            DOMAIN, 1, Kind.QUERY, "list-prompt-versions", ListPromptVersions.class, PromptVersionList.class);
    public static final Request<FindPromptTexts, PromptTextList> FIND_PROMPT_TEXTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-prompt-texts", FindPromptTexts.class, PromptTextList.class);
    public static final Request<FindMissingPrompts, MissingPrompts> FIND_MISSING_PROMPTS = new Request<>(
            DOMAIN, 1, Kind.QUERY, "find-missing-prompts", FindMissingPrompts.class, MissingPrompts.class);
    public static final Request<BringPrompts, PromptsBrought> BRING_PROMPTS =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "bring-prompts", BringPrompts.class, PromptsBrought.class);
    public static final Request<ListDesks, DeskList> LIST_DESKS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-desks", ListDesks.class, DeskList.class);
    public static final Request<FindDesk, DeskBundle> FIND_DESK =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-desk", FindDesk.class, DeskBundle.class);
    public static final Request<ListParked, ParkedList> LIST_PARKED =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-parked", ListParked.class, ParkedList.class);
    public static final Request<RetryParked, ParkedRetried> RETRY_PARKED =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "retry-parked", RetryParked.class, ParkedRetried.class);

    private RegistryContracts() {}

    public static List<Contract<?>> all() {
        return List.of(
                PUT_PROJECT,
                LIST_PROJECTS,
                FIND_PROJECT,
                PUT_SNAPSHOT,
                FIND_SNAPSHOT,
                FIND_DEFINITIONS,
                FIND_NEWEST_SNAPSHOT,
                LIST_PROMPTS,
                LIST_PROMPT_VERSIONS,
                FIND_PROMPT_TEXTS,
                FIND_MISSING_PROMPTS,
                BRING_PROMPTS,
                LIST_DESKS,
                FIND_DESK,
                LIST_PARKED,
                RETRY_PARKED);
    }
}
