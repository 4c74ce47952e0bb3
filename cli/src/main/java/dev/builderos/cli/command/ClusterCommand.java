package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class ClusterCommand extends CommandGroup {
    ClusterCommand(Session session) {
        super(
                session,
                "cluster",
                "A development cluster on this machine: every service a process of its own.",
                "",
                "PostgreSQL, NATS, registry, policy, two runners and a gateway, in the home of BuilderOS. Every other command works with it",
                "as with the laptop's server. Kill any part of it: no work is lost.");
    }
}
