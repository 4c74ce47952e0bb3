package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.BringPrompts;
import dev.builderos.gateway.api.MissingPrompts;
import dev.builderos.gateway.api.PromptDigests;
import dev.builderos.gateway.api.PromptKeys;
import dev.builderos.gateway.api.PromptTextList;
import dev.builderos.gateway.api.PromptVersionList;
import dev.builderos.gateway.api.PromptsBrought;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What can be asked about prompt versions that are brought from one server to another; in the org of who asks. */
public interface Prompts {
    Uni<PromptVersionList> list(Requester requester, @Nullable String name, @Nullable String after);

    Uni<PromptTextList> texts(Requester requester, PromptKeys keys);

    Uni<MissingPrompts> missing(Requester requester, PromptDigests digests);

    Uni<PromptsBrought> bring(Requester requester, BringPrompts prompts);
}
