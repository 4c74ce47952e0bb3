package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.SetAsideRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the run a person means: an id, an unambiguous beginning of one, or {@code latest}. */
final class RunReference {
    static final String HELP = "A run: its id, an unambiguous beginning of it, or `latest`.";
    private static final int ID_LENGTH = 36;
    private static final int PAGE = 200;
    private static final int MAX_PAGES = 25;
    private static final int SHOWN = 5;

    private RunReference() {}

    /** Whether a request was refused because the run cannot be read. */
    static boolean isSetAside(GatewayProblem refused) {
        return refused.problem().code().equals("run.set-aside");
    }

    /** Within a project {@code latest} is the latest of that project. */
    static String resolve(GatewayClient client, Optional<ProjectDirectory> project, String given) {
        String wanted = given.toLowerCase(Locale.ROOT);
        if (wanted.equals("latest")) {
            String name = project.map(ProjectDirectory::name).orElse(null);
            return client.runs(RunFilter.of(name), null, 1).runs().stream()
                    .findFirst()
                    .map(RunSummary::id)
                    .orElseThrow(() -> new CliFailure(
                            ExitCode.NOT_FOUND,
                            name == null ? "there are no runs yet" : "`" + name + "` has no runs yet"));
        }
        if (wanted.length() == ID_LENGTH) {
            return wanted;
        }
        List<String> matches = new ArrayList<>();
        String before = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            RunPage runs = client.runs(RunFilter.ALL, before, PAGE);
            Stream.concat(
                            runs.runs().stream().map(RunSummary::id),
                            runs.setAside().stream().map(SetAsideRun::id))
                    .filter(id -> id.startsWith(wanted))
                    .forEach(matches::add);
            before = runs.next();
            if (before == null) {
                break;
            }
        }
        if (matches.isEmpty()) {
            throw new CliFailure(ExitCode.NOT_FOUND, "no run begins with `" + given + "`", "see:  builderos runs");
        }
        if (matches.size() > 1) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    matches.size() + " runs begin with `" + given + "`",
                    matches.subList(0, Math.min(SHOWN, matches.size())));
        }
        return matches.getFirst();
    }
}
