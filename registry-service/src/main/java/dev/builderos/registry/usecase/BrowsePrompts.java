package dev.builderos.registry.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.ListPrompts;
import dev.builderos.contracts.registry.PromptList;
import dev.builderos.contracts.registry.PromptView;
import dev.builderos.formats.SemVer;
import dev.builderos.registry.store.PromptVersionDocument;
import dev.builderos.registry.store.RegistryStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Lists prompt versions by name, newest version first. */
@ApplicationScoped
public class BrowsePrompts {
    private static final Comparator<PromptView> ORDER = Comparator.comparing(PromptView::name)
            .thenComparing(
                    prompt -> new SemVer(prompt.version()),
                    Comparator.<SemVer>naturalOrder().reversed());

    private final RegistryStore store;

    BrowsePrompts(RegistryStore store) {
        this.store = store;
    }

    public Uni<PromptList> apply(ListPrompts query) {
        OrgId org = query.requester().org();
        String name = query.name();
        return store.read(
                org,
                () -> (name == null ? store.promptVersions(org) : store.promptVersions(org, List.of(name)))
                        .flatMap(versions -> store.texts(
                                        org,
                                        versions.stream()
                                                .map(version -> version.digest)
                                                .distinct()
                                                .toList())
                                .map(texts -> list(versions, texts))));
    }

    private static PromptList list(List<PromptVersionDocument> versions, Map<String, String> texts) {
        return new PromptList(versions.stream()
                .map(version -> new PromptView(
                        version.name,
                        version.version,
                        new Digest(version.digest),
                        version.changelog,
                        List.of(version.tags),
                        texts.getOrDefault(version.digest, ""),
                        version.registeredAt))
                .sorted(ORDER)
                .toList());
    }
}
