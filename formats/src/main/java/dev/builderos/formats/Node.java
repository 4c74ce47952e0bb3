package dev.builderos.formats;

import java.util.List;

/** One place in a pipeline: a step, or lanes that run beside each other. */
public sealed interface Node permits StepDefinition, LanesDefinition {
    String id();

    /**
     * The ids it waits for. A node that writes no {@code needs} waits for the node before it in the same list; the first of a
     * list, and one that writes {@code needs: []}, waits for nothing. Steps within lanes start when their lanes do.
     */
    List<String> needs();

    Position at();
}
