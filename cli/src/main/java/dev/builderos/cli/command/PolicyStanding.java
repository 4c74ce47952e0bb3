package dev.builderos.cli.command;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.SourceFile;
import dev.builderos.gateway.api.StandingPolicy;

/** How a person reads a policy that stands beside the project's own. */
final class PolicyStanding {
    private PolicyStanding() {}

    static void print(BaseCommand command, StandingPolicy standing, String none) {
        SourceFile policy = standing.policy();
        if (command.json()) {
            command.printJson(standing);
        } else if (policy == null) {
            command.print(none);
        } else {
            command.print(Line.of(
                    Style.DIM, "# " + policy.path() + ", set by " + standing.setBy() + " at " + standing.setAt()));
            policy.text().lines().forEach(command::print);
        }
    }
}
