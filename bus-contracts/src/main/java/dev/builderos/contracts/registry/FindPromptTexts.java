package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;
import java.util.List;

/**
 * What do these prompt versions say? Those that are not there are left out.
 *
 * @param versions at most 200, 2 MiB of text in all
 */
public record FindPromptTexts(Requester requester, List<PromptKey> versions) {
    public FindPromptTexts {
        versions = List.copyOf(versions);
    }
}
