package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.DeskList;
import dev.builderos.gateway.api.PromptList;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What can be asked about prompts and desks, which lie ready for projects to use. */
public interface Shelf {
    Uni<PromptList> prompts(Requester requester, @Nullable String name);

    Uni<DeskList> desks(Requester requester);

    Uni<DeskBundle> desk(Requester requester, String name, @Nullable String version);
}
