package dev.builderos.sandbox;

import java.util.List;
import java.util.stream.Collectors;

/** This host cannot confine commands, so none are run. Carries what is missing and how to fix it. */
public final class SandboxUnavailable extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Check> missing;

    public SandboxUnavailable(List<Check> missing) {
        super(missing.stream()
                .map(check -> check.name() + ": " + check.detail() + " (" + check.fix() + ")")
                .collect(Collectors.joining("; ", "commands cannot be confined here: ", "")));
        this.missing = List.copyOf(missing);
    }

    public List<Check> missing() {
        return missing;
    }
}
