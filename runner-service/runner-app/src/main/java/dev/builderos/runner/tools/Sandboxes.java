package dev.builderos.runner.tools;

import dev.builderos.sandbox.BubblewrapSandbox;
import dev.builderos.sandbox.Check;
import dev.builderos.sandbox.RemoteSandbox;
import dev.builderos.sandbox.Sandbox;
import dev.builderos.sandbox.SandboxProbe;
import dev.builderos.sandbox.SandboxUnavailable;
import dev.builderos.sandbox.UnconfinedSandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways commands can be confined here. Fails closed: a missing sandbox is never replaced by none. */
public final class Sandboxes {
    public static final String BUBBLEWRAP = "bubblewrap";
    public static final String JOBS = "jobs";
    public static final String NONE = "none";

    /** What a runner may have been set up to confine commands with. */
    private static final Set<String> CHOICES = Set.of(BUBBLEWRAP, JOBS);

    private final String chosen;
    private final Optional<RemoteSandbox> remote;
    private final UnconfinedSandbox unconfined = new UnconfinedSandbox();
    private @Nullable BubblewrapSandbox bubblewrap;
    private boolean remoteWorks;

    /**
     * The sandboxes of a runner.
     *
     * @param chosen how it confines the commands of new runs
     * @param remote the sandbox {@code jobs}, where it is chosen
     * @throws Unavailable when there is no such choice here
     */
    public Sandboxes(String chosen, Optional<RemoteSandbox> remote) {
        if (!CHOICES.contains(chosen)) {
            throw new Unavailable("BUILDEROS_RUNNER_SANDBOX is `" + chosen + "`; there are bubblewrap and jobs");
        }
        if (remote.isPresent() != chosen.equals(JOBS)) {
            throw new Unavailable("the sandbox jobs is part of runners that are processes of their own, in a cluster; "
                    + "leave BUILDEROS_RUNNER_SANDBOX out here");
        }
        this.chosen = chosen;
        this.remote = remote;
    }

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
            case JOBS -> remote(name);
            case NONE -> {
                if (remote.isPresent()) {
                    throw new Unavailable("a runner that starts Jobs has a token of the cluster in its reach, "
                            + "so it runs no command without a sandbox");
                }
                yield unconfined;
            }
            default -> throw new Unavailable("there is no sandbox `" + name + "`; there are bubblewrap, jobs and none");
        };
    }

    /** Asked thoroughly until it has everything; from then on each command finds out by itself. */
    private Sandbox remote(String name) {
        RemoteSandbox jobs = remote.orElseThrow(() -> new Unavailable("the sandbox `" + name
                + "` is not what this runner was set up with (BUILDEROS_RUNNER_SANDBOX); start the run anew"));
        if (!remoteWorks) {
            String missing = jobs.checks().stream()
                    .filter(check -> !check.ok() && check.need() == Check.Need.REQUIRED)
                    .map(check -> check.detail() + " (" + check.fix() + ")")
                    .collect(Collectors.joining("; "));
            if (!missing.isEmpty()) {
                throw new Unavailable("commands cannot be confined in Jobs: " + missing);
            }
            remoteWorks = true;
        }
        return jobs;
    }

    /** How a new run is confined that asks to be confined, or asks not to be. */
    public String forNewRun(String asked) {
        return asked.equals(BUBBLEWRAP) ? chosen : asked;
    }

    /** Whether what ran in it is known to have touched nothing but its workspace. */
    public static boolean confines(String name) {
        return CHOICES.contains(name);
    }

    /** What decides, beside a command, what it does: the image it runs in, or the version of Java it finds here. */
    public String image(String name) {
        return name.equals(JOBS) ? remote.map(RemoteSandbox::image).orElse("") : System.getProperty("java.version", "");
    }

    /**
     * Ends what another runner has left of a run, and returns when nothing of it is at work any more.
     *
     * @param atMost how long that may take: whoever has the run has it for a while only
     * @throws Unavailable when that is not known for certain
     */
    public void clear(String org, String run, Duration atMost) {
        if (remote.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        try {
            remote.get().clear(org, run, atMost);
        } catch (IOException unknown) {
            throw new Unavailable("commands of the run may be at work still: " + unknown.getMessage());
        }
        if (System.nanoTime() - began > atMost.toNanos()) {
            throw new Unavailable("commands of the run are ended, and that took too long");
        }
    }

    /** How this runner confines commands. */
    public String chosen() {
        return chosen;
    }

    /**
     * Demands what commands need that may reach the network.
     *
     * @throws Unavailable when it is missing; the message says what and how to get it
     */
    public void requireNetwork(String name) {
        if (name.equals(JOBS)) {
            throw new Unavailable(
                    "the pipeline lets commands reach hosts, request by request, and a command in a Job "
                            + "has no way to the proxy that judges them; take `network` from its agents, or run it where the sandbox is bubblewrap");
        }
        Check check = SandboxProbe.network();
        if (!check.ok() && !name.equals(NONE)) {
            throw new Unavailable(check.detail() + " (" + check.fix() + ")");
        }
    }

    public List<Check> checks() {
        return remote.map(RemoteSandbox::checks).orElseGet(SandboxProbe::probe);
    }
}
