package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class RemoteCommand extends CommandGroup {
    RemoteCommand(Session session) {
        super(
                session,
                "remote",
                "Other servers, and bringing runs and prompts to and from them.",
                "",
                "Work on the laptop, offline if need be; bring the runs to the server of your team later, with their journals, artifacts,",
                "logs and receipts. Only what is missing is sent, and nothing is ever overwritten.",
                "",
                "  builderos remote add team https://builderos.example.com",
                "  builderos remote login team",
                "  builderos remote push team                 the runs of this project that are over",
                "  builderos remote push team --prompts       the versions of prompts that it lacks",
                "  builderos remote pull team --run 0192f3a1  one of theirs, to look at and verify here");
    }
}
