package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.FindMissingPrompts;
import dev.builderos.contracts.registry.FindPromptTexts;
import dev.builderos.contracts.registry.ListPromptVersions;
import dev.builderos.contracts.registry.MissingPrompts;
import dev.builderos.contracts.registry.PromptDigest;
import dev.builderos.contracts.registry.PromptKey;
import dev.builderos.contracts.registry.PromptTextList;
import dev.builderos.contracts.registry.PromptVersionEntry;
import dev.builderos.contracts.registry.PromptVersionList;
import dev.builderos.registry.domain.PromptIntake;
import dev.builderos.registry.store.PromptStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is to know before prompt versions are brought from one server to another: which there are, and what they say. */
@ApplicationScoped
public class ComparePrompts {
    private static final int LARGEST_PAGE = 2_000;
    private static final int MOST_COMPARED = 1_000;

    private final PromptStore store;

    ComparePrompts(PromptStore store) {
        this.store = store;
    }

    public Uni<PromptVersionList> list(ListPromptVersions query) {
        int limit = query.limit();
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new ContractException(
                    "prompt.limit",
                    ErrorCategory.INVALID,
                    "a page has 1 to " + LARGEST_PAGE + " versions of prompts, not " + limit);
        }
        return store.page(query.requester().org(), query.name(), query.after(), limit + 1)
                .map(found -> page(found, limit));
    }

    private static PromptVersionList page(List<PromptVersionEntry> found, int limit) {
        if (found.size() <= limit) {
            return new PromptVersionList(found, null);
        }
        PromptVersionEntry last = found.get(limit - 1);
        return new PromptVersionList(found.subList(0, limit), new PromptKey(last.name(), last.version()).toString());
    }

    public Uni<PromptTextList> texts(FindPromptTexts query) {
        TransferBounds.demandCount(query.versions().size());
        return store.texts(
                        query.requester().org(), query.versions(), TransferBounds.MOST_BYTES, TransferBounds::tooLarge)
                .map(PromptTextList::new);
    }

    public Uni<MissingPrompts> missing(FindMissingPrompts query) {
        OrgId org = query.requester().org();
        if (query.versions().size() > MOST_COMPARED) {
            throw new ContractException(
                    "prompt.limit",
                    ErrorCategory.INVALID,
                    "at most " + MOST_COMPARED + " versions of prompts are compared at once");
        }
        Set<String> names = query.versions().stream().map(PromptDigest::name).collect(Collectors.toSet());
        return store.registered(org, names).map(registered -> PromptIntake.missing(query.versions(), registered));
    }
}
