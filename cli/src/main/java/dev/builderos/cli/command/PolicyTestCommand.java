package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.PolicyTestReport;
import dev.builderos.gateway.api.TestPolicy;
import dev.builderos.gateway.api.Verdict;
import java.util.Locale;

final class PolicyTestCommand extends BaseCommand {
    private final Given<String> file =
            arguments.optionalParameter("FILE", "The policy; builderos.policy.yaml without it.");

    PolicyTestCommand(Session session) {
        super(
                session,
                "test",
                "Run the tests the policy file carries.",
                "",
                "  builderos policy test",
                "  builderos policy test drafts/stricter.policy.yaml");
    }

    @Override
    public Integer call() {
        ProjectDirectory project = project();
        PolicyFileText policy = PolicyFileText.read(session, project, file.get());
        try (GatewayClient client = session.clientOfStartedServer()) {
            PolicyTestReport report = client.testPolicy(new TestPolicy(
                    policy.path(), policy.text(), project.definition().git().defaultBranch()));
            if (json()) {
                printJson(report);
            } else {
                show(policy.path(), report);
            }
            return report.cases().stream().allMatch(PolicyTestReport.Case::passed) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private void show(String path, PolicyTestReport report) {
        for (PolicyTestReport.Case test : report.cases()) {
            Line line = test.passed() ? Line.of(Style.GREEN, "✓ ") : Line.of(Style.RED, "✗ ");
            line.add(test.name()).add(Style.DIM, "  " + lower(test.actual()) + " by " + test.ruleId());
            print(line);
            if (!test.passed()) {
                print(Line.of("    " + path + ":" + test.line() + ": expected " + lower(test.expected()) + ", got "
                        + lower(test.actual()) + ": " + test.sentence()));
            }
        }
        long failed = report.cases().stream().filter(test -> !test.passed()).count();
        print(
                failed == 0
                        ? Line.of(Style.GREEN, report.cases().size() + " passed")
                        : Line.of(Style.RED, failed + " of " + report.cases().size() + " failed"));
    }

    private static String lower(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
