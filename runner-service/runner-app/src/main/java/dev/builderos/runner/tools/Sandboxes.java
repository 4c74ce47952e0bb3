package dev.builderos.runner.tools;

import dev.builderos.sandbox.BubblewrapSandbox;
import dev.builderos.sandbox.Check;
import dev.builderos.sandbox.Sandbox;
import dev.builderos.sandbox.SandboxProbe;
import dev.builderos.sandbox.SandboxUnavailable;
import dev.builderos.sandbox.UnconfinedSandbox;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways commands can be confined here. Fails closed: a missing sandbox is never replaced by none. */
public final class Sandboxes {
    public static final String BUBBLEWRAP = "bubblewrap";
    public static final String NONE = "none";

    private final UnconfinedSandbox unconfined = new UnconfinedSandbox();
    private @Nullable BubblewrapSandbox bubblewrap;

    /** Commands cannot be confined as asked. */
    public static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message);
        }
    }

    /**
     * The sandbox of this name.
     *
     * @throws Unavailable when this host cannot provide it; the message says what is missing and how to get it
     */
    public synchronized Sandbox named(String name) {
        return switch (name) {
            case BUBBLEWRAP -> {
                if (bubblewrap == null) {
                    try {
                        bubblewrap = BubblewrapSandbox.open();
                    } catch (SandboxUnavailable missing) {
                        throw new Unavailable(missing.missing().stream()
                                .map(check -> check.detail() + " (" + check.fix() + ")")
                                .collect(Collectors.joining(
                                        "; ",
                                        "commands cannot be confined here: ",
                                        "; --sandbox=none runs them unconfined, and the receipt says so")));
                    }
                }
                yield bubblewrap;
            }
            case NONE -> unconfined;
            default -> throw new Unavailable("there is no sandbox `" + name + "`; there are bubblewrap and none");
        };
    }

    /**
     * Demands what commands need that may reach the network.
     *
     * @throws Unavailable when it is missing; the message says what and how to get it
     */
    public void requireNetwork(String name) {
        Check check = SandboxProbe.network();
        if (!check.ok() && !name.equals(NONE)) {
            throw new Unavailable(check.detail() + " (" + check.fix() + ")");
        }
    }

    public List<Check> checks() {
        return SandboxProbe.probe();
    }
}
