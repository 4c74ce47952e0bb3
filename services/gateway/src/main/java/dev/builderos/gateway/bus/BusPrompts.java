package dev.builderos.gateway.bus;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.registry.FindMissingPrompts;
import dev.builderos.contracts.registry.FindPromptTexts;
import dev.builderos.contracts.registry.ListPromptVersions;
import dev.builderos.contracts.registry.PromptDigest;
import dev.builderos.contracts.registry.PromptKey;
import dev.builderos.contracts.registry.PromptText;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.gateway.api.BringPrompts;
import dev.builderos.gateway.api.MissingPrompts;
import dev.builderos.gateway.api.PromptDigests;
import dev.builderos.gateway.api.PromptKeys;
import dev.builderos.gateway.api.PromptTextList;
import dev.builderos.gateway.api.PromptVersionList;
import dev.builderos.gateway.api.PromptsBrought;
import dev.builderos.gateway.usecase.Prompts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusPrompts implements Prompts {
    private static final int PAGE = 1_000;

    private final Ask ask;

    BusPrompts(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<PromptVersionList> list(Requester requester, @Nullable String name, @Nullable String after) {
        PromptKey last = after == null ? null : Ids.parse(PromptKey::parse, after);
        ListPromptVersions query = name == null
                ? new ListPromptVersions(requester, null, last, PAGE)
                : Ids.parse(given -> new ListPromptVersions(requester, given, last, PAGE), name);
        return ask.of(RegistryContracts.LIST_PROMPT_VERSIONS, requester, query)
                .map(answer -> Translation.to(PromptVersionList.class, answer));
    }

    @Override
    public Uni<PromptTextList> texts(Requester requester, PromptKeys keys) {
        var query = new FindPromptTexts(
                requester,
                keys.versions().stream()
                        .map(each -> key(each.name(), each.version()))
                        .toList());
        return ask.of(RegistryContracts.FIND_PROMPT_TEXTS, requester, "all", query, Ask.LONG)
                .map(answer -> Translation.to(PromptTextList.class, answer));
    }

    @Override
    public Uni<MissingPrompts> missing(Requester requester, PromptDigests digests) {
        var query = new FindMissingPrompts(
                requester,
                digests.versions().stream()
                        .map(each -> {
                            PromptKey key = key(each.name(), each.version());
                            return new PromptDigest(key.name(), key.version(), Ids.parse(Digest::new, each.digest()));
                        })
                        .toList());
        return ask.of(RegistryContracts.FIND_MISSING_PROMPTS, requester, query)
                .map(answer -> Translation.to(MissingPrompts.class, answer));
    }

    @Override
    public Uni<PromptsBrought> bring(Requester requester, BringPrompts prompts) {
        var command = new dev.builderos.contracts.registry.BringPrompts(
                requester,
                prompts.prompts().stream()
                        .map(each -> {
                            PromptKey key = key(each.name(), each.version());
                            return new PromptText(
                                    key.name(), key.version(), Ids.parse(Digest::new, each.digest()), each.text());
                        })
                        .toList(),
                prompts.from());
        return ask.of(RegistryContracts.BRING_PROMPTS, requester, "all", command, Ask.LONG)
                .map(answer -> Translation.to(PromptsBrought.class, answer));
    }

    private static PromptKey key(String name, String version) {
        return Ids.parse(PromptKey::parse, name + "@" + version);
    }
}
