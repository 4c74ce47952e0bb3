package dev.builderos.gateway.api;

import java.util.List;

/**
 * What there is to bring. Versions that are here with the same text are in neither list.
 *
 * @param missing what is not here
 * @param conflicts what is here with another text
 */
public record MissingPrompts(List<PromptKey> missing, List<PromptConflict> conflicts) {
    public MissingPrompts {
        missing = List.copyOf(missing);
        conflicts = List.copyOf(conflicts);
    }
}
