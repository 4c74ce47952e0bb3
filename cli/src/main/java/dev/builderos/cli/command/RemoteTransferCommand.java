package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.remote.PromptTransfer;
import dev.builderos.cli.remote.PromptTransferred;
import dev.builderos.cli.remote.Remote;
import dev.builderos.cli.remote.RunTransfer;
import dev.builderos.cli.remote.Transferred;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.PromptVersionEntry;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunSummary;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code push} and {@code pull} have in common: the same, the other way round. */
abstract class RemoteTransferCommand extends BaseCommand {
    private static final int PAGE = 200;
    private static final int KNOWN_SHOWN = 20;

    /** Whoever waits is told after so much. */
    private static final long TOLD_EVERY = 8L * 1024 * 1024;

    private final Supplier<String> name = arguments.parameter("NAME", "The other server.");
    private final Supplier<List<String>> runs =
            arguments.options("--run", "RUN", RunReference.HELP + " May be repeated.");
    private final Given<String> project =
            arguments.option("--project", "NAME", "The runs of this project; of the one here unless given.");
    private final Supplier<Boolean> all = arguments.flag("--all", "The runs of all projects.");
    private final Supplier<Boolean> prompts =
            arguments.flag("--prompts", "Versions of prompts in the place of runs: all of them unless named.");
    private final Supplier<List<String>> promptNames = arguments.options(
            "--prompt", "NAME[@VERSION]", "Only this prompt, or this version of it. May be repeated; says --prompts.");
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
        boolean ofPrompts = prompts.get() || !promptNames.get().isEmpty();
        if (ofPrompts && (all.get() || project.get() != null || !runs.get().isEmpty())) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "--run, --project and --all are about runs, --prompts and --prompt about prompts",
                    "bring them one after the other");
        }
        try (GatewayClient here = session.client();
                GatewayClient there = new GatewayClient(() -> session.remotes().endpoint(remote))) {
            return ofPrompts ? bringPrompts(remote, here, there) : bringRuns(remote, here, there);
        } catch (GatewayUnreachable e) {
            if (!URI.create(remote.url()).equals(e.server())) {
                throw e;
            }
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "`" + remote.name() + "` cannot be reached now: " + e.getMessage(),
                    "nothing is lost: what was brought is there, and the rest is where it was",
                    "go on later with the same command:  builderos remote " + direction() + " " + remote.name()
                            + (ofPrompts ? " --prompts" : ""));
        }
    }

    private int bringRuns(Remote remote, GatewayClient here, GatewayClient there) {
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
        return exitCode(done.stream().map(Transferred::outcome));
    }

    private int bringPrompts(Remote remote, GatewayClient here, GatewayClient there) {
        PromptTransfer transfer = new PromptTransfer(source(here, there), target(here, there), from(remote));
        PromptTransferReport report = new PromptTransferReport(this::print);
        List<PromptTransferred> done = new ArrayList<>();
        transfer.bring(wanted(transfer), dry.get(), one -> {
            done.add(one);
            if (!json()) {
                report.show(one);
            }
        });
        if (json()) {
            printJson(new PromptTransferred.All(remote.name(), direction(), done));
        } else {
            report.total(done);
        }
        return exitCode(done.stream().map(PromptTransferred::outcome));
    }

    private static int exitCode(Stream<Transferred.Outcome> outcomes) {
        return outcomes.anyMatch(Transferred.Outcome::failed) ? ExitCode.FAILED : ExitCode.OK;
    }

    private List<PromptVersionEntry> wanted(PromptTransfer transfer) {
        if (promptNames.get().isEmpty()) {
            return transfer.versions(null);
        }
        Set<PromptVersionEntry> wanted = new LinkedHashSet<>();
        for (String given : promptNames.get()) {
            int sign = given.indexOf('@');
            List<PromptVersionEntry> versions = transfer.versions(sign < 0 ? given : given.substring(0, sign));
            List<PromptVersionEntry> meant = versions.stream()
                    .filter(one -> sign < 0 || one.version().equals(given.substring(sign + 1)))
                    .toList();
            if (meant.isEmpty()) {
                throw new CliFailure(
                        ExitCode.NOT_FOUND,
                        "there is no prompt `" + given + "` to " + direction(),
                        versions.stream()
                                .limit(KNOWN_SHOWN)
                                .map(one -> "there is  " + one.name() + "@" + one.version())
                                .toList());
            }
            wanted.addAll(meant);
        }
        return List.copyOf(wanted);
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
