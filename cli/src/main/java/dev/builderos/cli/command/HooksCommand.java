package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class HooksCommand extends CommandGroup {
    HooksCommand(Session session) {
        super(
                session,
                "hooks",
                "Webhooks: endpoints that start pipelines when a provider tells of something.",
                "",
                "A pipeline says which events start it and what it takes from them:",
                "",
                "  on: { webhook: { provider: github, events: [issues.labeled], when: 'event.label.name == \"build\"',",
                "        inputs: { task: \"${event.issue.title}\" } } }",
                "",
                "  builderos hooks add github           makes an endpoint and shows its secret, once",
                "  builderos hooks deliveries           what came, and what each pipeline made of it",
                "  builderos hooks explain latest       which pipelines it would start now, and why");
    }
}
