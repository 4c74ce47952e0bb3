package dev.builderos.runner.usecase;

import java.util.HashSet;
import java.util.Set;

/**
 * The models that metrics tell apart. Projects name models as they like, and each name is a series more: those beyond the first are
 * counted together.
 */
final class ModelLabels {
    static final int MOST = 100;
    static final String OTHER = "other";

    private final Set<String> known = new HashSet<>();

    /** The label of a model: its own for the first that came, one for all others. */
    synchronized String of(String model) {
        if (known.size() < MOST) {
            known.add(model);
        }
        return known.contains(model) ? model : OTHER;
    }
}
