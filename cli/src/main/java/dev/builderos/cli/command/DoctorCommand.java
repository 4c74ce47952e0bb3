package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.server.Doctor;
import dev.builderos.gateway.api.ServerStatus.Check;
import java.util.List;

final class DoctorCommand extends BaseCommand {
    DoctorCommand(Session session) {
        super(
                session,
                "doctor",
                "Look at this machine for what is needed, and say how to get what is missing.",
                "",
                "  builderos doctor",
                "  builderos doctor --json | jq '.checks[] | select(.ok | not)'");
    }

    record Result(boolean ok, List<Check> checks) {}

    @Override
    public Integer call() {
        List<Check> checks = new Doctor(session.home()).examine();
        boolean ok = checks.stream().allMatch(Check::ok);
        if (json()) {
            printJson(new Result(ok, checks));
        } else {
            CheckList.lines(checks).forEach(this::print);
        }
        return ok ? ExitCode.OK : ExitCode.FAILED;
    }
}
