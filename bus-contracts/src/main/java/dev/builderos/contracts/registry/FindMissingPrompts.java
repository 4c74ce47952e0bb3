package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;
import java.util.List;

/**
 * Which of these prompt versions are not here, and which are here with another text?
 *
 * @param versions at most 1,000
 */
public record FindMissingPrompts(Requester requester, List<PromptDigest> versions) {
    public FindMissingPrompts {
        versions = List.copyOf(versions);
    }
}
