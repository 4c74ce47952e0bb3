package dev.builderos.registry.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.registry.usecase.ComparePrompts;
import dev.builderos.registry.usecase.RegisterPrompts;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** One method per request about prompt versions that are brought from one server to another. */
@ApplicationScoped
class PromptChannels {
    private static final String REPLIES = "bus-replies";
    private static final int CONCURRENCY = 16;
    private static final int FEW_LARGE_ONES = 4;

    private final Handling handling;
    private final ComparePrompts compare;
    private final RegisterPrompts register;

    PromptChannels(Handling handling, ComparePrompts compare, RegisterPrompts register) {
        this.handling = handling;
        this.compare = compare;
        this.register = register;
    }

    @Incoming("registry-list-prompt-versions")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listPromptVersions(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.LIST_PROMPT_VERSIONS, CONCURRENCY, compare::list);
    }

    @Incoming("registry-find-prompt-texts")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findPromptTexts(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_PROMPT_TEXTS, FEW_LARGE_ONES, compare::texts);
    }

    @Incoming("registry-find-missing-prompts")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findMissingPrompts(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.FIND_MISSING_PROMPTS, CONCURRENCY, compare::missing);
    }

    @Incoming("registry-bring-prompts")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> bringPrompts(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RegistryContracts.BRING_PROMPTS, FEW_LARGE_ONES, register::apply);
    }
}
