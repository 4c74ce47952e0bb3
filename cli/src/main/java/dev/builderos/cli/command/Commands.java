package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine;

/** The commands by name. Only those are made that are needed. */
final class Commands {
    private static final Map<String, Function<Session, BaseCommand>> TOP = new LinkedHashMap<>();
    private static final Map<String, Map<String, Function<Session, BaseCommand>>> NESTED = new LinkedHashMap<>();

    static {
        TOP.put("demo", DemoCommand::new);
        TOP.put("init", InitCommand::new);
        TOP.put("desk", DeskCommand::new);
        TOP.put("run", RunCommand::new);
        TOP.put("rerun", RerunCommand::new);
        TOP.put("fork", ForkCommand::new);
        TOP.put("replay", ReplayCommand::new);
        TOP.put("runs", RunsCommand::new);
        TOP.put("show", ShowCommand::new);
        TOP.put("compare", CompareCommand::new);
        TOP.put("logs", LogsCommand::new);
        TOP.put("inbox", InboxCommand::new);
        TOP.put("open", OpenCommand::new);
        TOP.put("approve", ApproveCommand::new);
        TOP.put("deny", DenyCommand::new);
        TOP.put("pause", PauseCommand::new);
        TOP.put("resume", ResumeCommand::new);
        TOP.put("invalidate", InvalidateCommand::new);
        TOP.put("cancel", CancelCommand::new);
        TOP.put("delete", DeleteCommand::new);
        TOP.put("diff", DiffCommand::new);
        TOP.put("artifacts", ArtifactsCommand::new);
        TOP.put("receipt", ReceiptCommand::new);
        TOP.put("verify", VerifyCommand::new);
        TOP.put("audit", session -> new AuditListCommand(session, "audit"));
        TOP.put("deployments", DeploymentsCommand::new);
        TOP.put("rollback", RollbackCommand::new);
        TOP.put("policy", PolicyCommand::new);
        TOP.put("secret", SecretCommand::new);
        TOP.put("hooks", HooksCommand::new);
        TOP.put("prompt", PromptCommand::new);
        TOP.put("login", LoginCommand::new);
        TOP.put("logout", LogoutCommand::new);
        TOP.put("whoami", WhoamiCommand::new);
        TOP.put("orgs", session -> new OrgsListCommand(session, "orgs"));
        TOP.put("members", session -> new MembersListCommand(session, "members"));
        TOP.put("tokens", session -> new TokensListCommand(session, "tokens"));
        TOP.put("remote", RemoteCommand::new);
        TOP.put("up", UpCommand::new);
        TOP.put("down", DownCommand::new);
        TOP.put("parked", session -> new ParkedListCommand(session, "parked"));
        TOP.put("status", StatusCommand::new);
        TOP.put("cluster", ClusterCommand::new);
        TOP.put("doctor", DoctorCommand::new);
        TOP.put("completion", CompletionCommand::new);
        TOP.put("version", VersionCommand::new);
        TOP.put("help", HelpCommand::new);
        NESTED.put(
                "desk",
                Map.of(
                        "list",
                        DeskListCommand::new,
                        "apply",
                        DeskApplyCommand::new,
                        "unapply",
                        DeskUnapplyCommand::new));
        NESTED.put(
                "audit",
                Map.of(
                        "list",
                        session -> new AuditListCommand(session, "list"),
                        "verify",
                        AuditVerifyCommand::new,
                        "export",
                        AuditExportCommand::new));
        NESTED.put(
                "policy",
                Map.of(
                        "test",
                        PolicyTestCommand::new,
                        "explain",
                        PolicyExplainCommand::new,
                        "replay",
                        PolicyReplayCommand::new,
                        "suggest",
                        PolicySuggestCommand::new,
                        "shadow",
                        PolicyShadowCommand::new,
                        "org",
                        PolicyOrgCommand::new));
        NESTED.put(
                "secret",
                Map.of(
                        "set",
                        SecretSetCommand::new,
                        "list",
                        SecretListCommand::new,
                        "remove",
                        SecretRemoveCommand::new));
        NESTED.put(
                "hooks",
                Map.of(
                        "add",
                        HooksAddCommand::new,
                        "list",
                        HooksListCommand::new,
                        "rotate",
                        HooksRotateCommand::new,
                        "remove",
                        HooksRemoveCommand::new,
                        "deliveries",
                        HooksDeliveriesCommand::new,
                        "redeliver",
                        HooksRedeliverCommand::new,
                        "explain",
                        HooksExplainCommand::new));
        NESTED.put(
                "parked",
                Map.of("list", session -> new ParkedListCommand(session, "list"), "retry", ParkedRetryCommand::new));
        NESTED.put(
                "cluster",
                Map.of(
                        "up",
                        ClusterUpCommand::new,
                        "status",
                        ClusterStatusCommand::new,
                        "logs",
                        ClusterLogsCommand::new,
                        "kill",
                        ClusterKillCommand::new,
                        "down",
                        ClusterDownCommand::new,
                        "account",
                        ClusterAccountCommand::new));
        NESTED.put(
                "orgs", Map.of("list", session -> new OrgsListCommand(session, "list"), "make", OrgsMakeCommand::new));
        NESTED.put(
                "members",
                Map.of(
                        "list",
                        session -> new MembersListCommand(session, "list"),
                        "add",
                        MembersAddCommand::new,
                        "remove",
                        MembersRemoveCommand::new));
        NESTED.put(
                "tokens",
                Map.of(
                        "list",
                        session -> new TokensListCommand(session, "list"),
                        "make",
                        TokensMakeCommand::new,
                        "revoke",
                        TokensRevokeCommand::new));
        NESTED.put(
                "remote",
                Map.of(
                        "add",
                        RemoteAddCommand::new,
                        "list",
                        RemoteListCommand::new,
                        "remove",
                        RemoteRemoveCommand::new,
                        "login",
                        RemoteLoginCommand::new,
                        "push",
                        RemotePushCommand::new,
                        "pull",
                        RemotePullCommand::new));
        NESTED.put(
                "prompt",
                Map.of("list", PromptListCommand::new, "show", PromptShowCommand::new, "diff", PromptDiffCommand::new));
    }

    private Commands() {}

    static CommandLine all(Session session) {
        CommandLine root = new CommandLine(new RootCommand(session).arguments.spec());
        TOP.keySet().forEach(name -> root.addSubcommand(name, one(session, name)));
        return root;
    }

    /** What these arguments need: one command where they name one, else all, for help and suggestions. */
    static CommandLine forArguments(Session session, List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        if (!TOP.containsKey(first)) {
            return all(session);
        }
        CommandLine root = new CommandLine(new RootCommand(session).arguments.spec());
        root.addSubcommand(first, one(session, first));
        return root;
    }

    private static CommandLine one(Session session, String name) {
        CommandLine command = new CommandLine(make(TOP, name, session).arguments.spec());
        new TreeMap<>(NESTED.getOrDefault(name, Map.of()))
                .forEach((nested, factory) -> command.addSubcommand(
                        nested, new CommandLine(factory.apply(session).arguments.spec())));
        return command;
    }

    private static BaseCommand make(Map<String, Function<Session, BaseCommand>> from, String name, Session session) {
        Function<Session, BaseCommand> factory = from.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("no command " + name);
        }
        return factory.apply(session);
    }
}
