package dev.builderos.gateway.bus;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.registry.FindDesk;
import dev.builderos.contracts.registry.ListDesks;
import dev.builderos.contracts.registry.ListPrompts;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.DeskList;
import dev.builderos.gateway.api.PromptList;
import dev.builderos.gateway.usecase.Shelf;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusShelf implements Shelf {
    private final Ask ask;

    BusShelf(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<PromptList> prompts(Requester requester, @Nullable String name) {
        return ask.of(RegistryContracts.LIST_PROMPTS, requester, new ListPrompts(requester, name))
                .map(answer -> Translation.to(PromptList.class, answer));
    }

    @Override
    public Uni<DeskList> desks(Requester requester) {
        return ask.of(RegistryContracts.LIST_DESKS, requester, new ListDesks(requester))
                .map(answer -> Translation.to(DeskList.class, answer));
    }

    @Override
    public Uni<DeskBundle> desk(Requester requester, String name, @Nullable String version) {
        return ask.of(RegistryContracts.FIND_DESK, requester, new FindDesk(requester, name, version))
                .map(answer -> Translation.to(DeskBundle.class, answer));
    }
}
