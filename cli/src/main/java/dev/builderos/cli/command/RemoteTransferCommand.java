package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.remote.Remote;
import dev.builderos.cli.remote.RunTransfer;
import dev.builderos.cli.remote.Transferred;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code push} and {@code pull} have in common: the same, the other way round. */
abstract class RemoteTransferCommand extends BaseCommand {
    private static final int PAGE = 200;

    /** Whoever waits is told after so much. */
    private static final long TOLD_EVERY = 8L * 1024 * 1024;

    private final Supplier<String> name = arguments.parameter("NAME", "The other server.");
    private final Supplier<List<String>> runs =
            arguments.options("--run", "RUN", RunReference.HELP + " May be repeated.");
    private final Given<String> project =
            arguments.option("--project", "NAME", "The runs of this project; of the one here unless given.");
    private final Supplier<Boolean> all = arguments.flag("--all", "The runs of all projects.");
    private final Supplier<Boolean> dry = arguments.flag("--dry-run", "Only say what would be sent.");

    RemoteTransferCommand(Session session, String name, String description, String... footer) {
        super(session, name, description, footer);
    }

    /** The word for what this does, as JSON has it. */
    abstract String direction();

    abstract GatewayClient source(GatewayClient here, GatewayClient there);

    abstract GatewayClient target(GatewayClient here, GatewayClient there);

    /** Where the runs come from, for people. */
    abstract String from(Remote remote);

    @Override
    public Integer call() {
        Remote remote = session.remotes().require(name.get());
        try (GatewayClient here = session.client();
                GatewayClient there = new GatewayClient(() -> session.remotes().endpoint(remote))) {
            GatewayClient source = source(here, there);
            List<RunSummary> wanted = wanted(source);
            List<Transferred> done = new ArrayList<>();
            try (RunTransfer transfer = new RunTransfer(source, target(here, there), from(remote), new Told()::count)) {
                for (RunSummary run : wanted) {
                    Transferred one = transfer.bring(run, dry.get());
                    done.add(one);
                    if (!json()) {
                        show(one);
                    }
                }
            }
            if (json()) {
                printJson(new Transferred.All(remote.name(), direction(), done));
            } else {
                total(done);
            }
            return done.stream().anyMatch(one -> one.outcome().failed()) ? ExitCode.FAILED : ExitCode.OK;
        }
    }

    /** Oldest first, so that what was interrupted goes on where it was. */
    private List<RunSummary> wanted(GatewayClient source) {
        if (!runs.get().isEmpty()) {
            return runs.get().stream()
                    .map(given -> source.run(RunReference.resolve(source, projectHere(), given))
                            .summary())
                    .toList();
        }
        RunFilter filter = RunFilter.of(chosen());
        List<RunSummary> found = new ArrayList<>();
        String before = null;
        do {
            RunPage page = source.runs(filter, before, PAGE);
            found.addAll(page.runs());
            before = page.next();
        } while (before != null);
        Collections.reverse(found);
        return found;
    }

    private @Nullable String chosen() {
        if (all.get()) {
            return null;
        }
        String given = project.get();
        Optional<String> named = given == null ? projectHere().map(ProjectDirectory::name) : Optional.of(given);
        return named.orElseThrow(() -> new CliFailure(
                ExitCode.USAGE,
                "which runs? there is no project here",
                "name them:  --run RUN, --project NAME, or --all"));
    }

    private void show(Transferred one) {
        Line line = switch (one.outcome()) {
            case SENT, CONTINUED ->
                Line.of(Style.GREEN, "✓ ").add(one.run() + "  " + one.outcome() + "  " + amount(one));
            case WOULD_SEND -> Line.of("  " + one.run() + "  would be sent  " + amount(one));
            case CONFLICT, REFUSED -> Line.of(Style.RED, "✗ ").add(one.run() + "  " + one.outcome());
            case THERE, OPEN, DELETED -> Line.of(Style.DIM, "  " + one.run() + "  " + one.outcome());
        };
        String detail = one.detail();
        print(detail == null ? line : line.add(Style.DIM, "  " + detail));
        Transferred.Conflict conflict = one.conflict();
        if (conflict != null) {
            print("    both have a run of this id, and they differ from fact " + conflict.differs() + " on");
            print("    there  " + conflict.there().facts() + " facts, head "
                    + conflict.there().head());
            print("    sent   " + conflict.sent().facts() + " facts, head "
                    + conflict.sent().head());
        }
    }

    private void total(List<Transferred> done) {
        if (done.isEmpty()) {
            print("there are no runs to bring");
            return;
        }
        long sent = done.stream().filter(one -> one.outcome().brought()).count();
        long failed = done.stream().filter(one -> one.outcome().failed()).count();
        print(Line.of(
                failed > 0 ? Style.RED : Style.DIM,
                done.size() + (done.size() == 1 ? " run" : " runs") + ": " + sent + " sent, " + failed
                        + " in conflict or refused, " + (done.size() - sent - failed) + " left as they are"));
    }

    private static String amount(Transferred one) {
        return one.contents() + (one.contents() == 1 ? " content, " : " contents, ") + size(one.bytes());
    }

    private static String size(long bytes) {
        return bytes < 10_240
                ? bytes + " bytes"
                : bytes < 10_485_760 ? bytes / 1024 + " KiB" : bytes / 1_048_576 + " MiB";
    }

    /** Tells on standard error how much was sent, once in a while. */
    private final class Told {
        private long bytes;
        private long told;

        void count(long more) {
            bytes += more;
            if (bytes - told >= TOLD_EVERY) {
                told = bytes;
                console().complain(Line.of(Style.DIM, "  " + size(bytes) + " sent …"));
            }
        }
    }
}
