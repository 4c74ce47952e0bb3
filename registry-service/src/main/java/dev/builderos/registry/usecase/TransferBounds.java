package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;

/** How many prompt versions go at once; part of the contract, see {@code BringPrompts} and {@code FindPromptTexts}. */
final class TransferBounds {
    static final int MOST_VERSIONS = 200;

    /** In UTF-8, all texts together. Written as JSON they stay below what a message of the bus holds. */
    static final long MOST_BYTES = 2L * 1024 * 1024;

    private TransferBounds() {}

    static void demandCount(int versions) {
        if (versions > MOST_VERSIONS) {
            throw new ContractException(
                    "prompt.limit",
                    ErrorCategory.INVALID,
                    "at most " + MOST_VERSIONS + " versions of prompts go at once, not " + versions);
        }
    }

    static ContractException tooLarge(long bytes) {
        return new ContractException(
                "prompt.too-large",
                ErrorCategory.INVALID,
                "prompts have at most " + MOST_BYTES + " bytes in all where they go at once; these have " + bytes);
    }
}
