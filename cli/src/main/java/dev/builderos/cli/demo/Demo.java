package dev.builderos.cli.demo;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.desk.DeskInputs;
import dev.builderos.cli.desk.DeskPlan;
import dev.builderos.cli.desk.Desks;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.LiveOutcome;
import dev.builderos.cli.live.LiveRun;
import dev.builderos.cli.live.RunFollower;
import dev.builderos.cli.project.NewProject;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.ProofLines;
import dev.builderos.cli.project.ReceiptProof;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.formats.TokenPrice;
import dev.builderos.gateway.api.DeploymentList;
import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.RunOptions;
import dev.builderos.receipts.Verification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plays the tour from an empty directory to a released change, and back. */
public final class Demo {
    private static final String DESK = "java-service";
    private static final String TASK = "add GET /health";
    private static final String FEATURE = "ship/feature.yaml";
    private static final String FIRST_RELEASE = "ship/release.yaml";
    private static final String ROLLBACK = "builtin/rollback.yaml";
    private static final String PRODUCTION = "prod";
    private static final int OK = 200;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Where the tour ends. */
    public enum Ending {
        RELEASED,
        ROLLED_BACK
    }

    /** What becomes of the deployed services. */
    public enum Services {
        STOPPED,
        KEPT
    }

    /**
     * How it is played.
     *
     * @param model {@code provider:name} of a real model; null for the desk's transcript
     */
    public record Wishes(
            Approvals approvals,
            LiveRun.Output output,
            Ending ending,
            Services services,
            String sandbox,
            @Nullable String model) {}

    private final Session session;
    private final Wishes wishes;
    private final Console console;

    public Demo(Session session, Wishes wishes) {
        this.session = session;
        this.wishes = wishes;
        this.console =
                wishes.output() == LiveRun.Output.JSON ? session.console().besideMachineOutput() : session.console();
    }

    /**
     * Plays it and gives the exit code.
     *
     * @param directory where the project goes; null for a new one below the home directory
     */
    public int play(@Nullable Path directory) throws IOException {
        String stamp = STAMP.format(session.clock().instant().atZone(ZoneId.systemDefault()));
        String name = "hello-" + stamp;
        Path root = directory == null
                ? session.home().directory().resolve("demo").resolve(stamp).resolve(name)
                : directory.toAbsolutePath().normalize();
        explain();
        try (GatewayClient client = session.clientOfStartedServer()) {
            ProjectDirectory project = prepare(client, root, name);
            try {
                return play(client, project);
            } finally {
                if (wishes.services() == Services.STOPPED) {
                    stopServices(client, name);
                }
            }
        }
    }

    private void explain() {
        title("BuilderOS demo: " + TASK);
        if (wishes.model() == null) {
            say("The model's answers are played from a transcript that the desk brings; no network, no key.");
            say("Everything else is real: files, compiler, tests, sandbox, git, processes, HTTP, signatures.");
        } else {
            say("The model is " + wishes.model() + "; everything is real.");
        }
    }

    private ProjectDirectory prepare(GatewayClient client, Path root, String name) throws IOException {
        title("A scratch project");
        ScratchRepository repository = ScratchRepository.create(root);
        DeskBundle desk = client.desk(DESK, null);
        DeskPlan plan = new Desks(root).apply(desk, DeskInputs.resolve(desk, Map.of(), Map.of("name", name)));
        NewProject.create(root, name, session.clock().instant());
        String model = wishes.model();
        boolean unbounded = model != null && !TokenPrice.isFree(model);
        if (unbounded) {
            leaveBudgetOut(root.resolve("builderos.yaml"));
        }
        repository.commitAndPush("Start from " + desk.name() + "@" + desk.version());
        say("project   " + root);
        say("remote    " + root + ".git");
        say("desk      " + desk.name() + "@" + desk.version() + ", "
                + plan.changes().size() + " files");
        if (unbounded) {
            say("budget    none, as nobody said what " + model
                    + " costs: give it a `price` in builderos.yaml to have one");
        }
        return new ProjectDirectory(root);
    }

    /** A budget without a price cannot be kept, so a run would be refused. */
    private static void leaveBudgetOut(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.write(
                file, lines.stream().filter(line -> !line.startsWith("budget:")).toList());
    }

    private int play(GatewayClient client, ProjectDirectory project) throws IOException {
        if (Files.exists(project.root().resolve(FIRST_RELEASE))) {
            title("A first release, so that there is something to go back to");
            LiveOutcome first = run(client, project, FIRST_RELEASE, Map.of());
            if (first.exitCode() != ExitCode.OK) {
                return first.exitCode();
            }
        }
        title("Agents at work: " + TASK);
        String run = start(client, project, FEATURE, Map.of("task", TASK));
        LiveOutcome outcome = follow(client, project, run);
        if (outcome.exitCode() != ExitCode.OK) {
            return outcome.exitCode();
        }
        title("The receipt");
        boolean proven = verify(project, run);
        title("The released service");
        boolean answers = answersHealth(client, project.name());
        int exitCode = proven && answers ? ExitCode.OK : ExitCode.FAILED;
        if (wishes.ending() == Ending.ROLLED_BACK && exitCode == ExitCode.OK) {
            title("And back");
            return run(client, project, ROLLBACK, Map.of("env", PRODUCTION)).exitCode();
        }
        title("What now");
        say("cd " + project.root());
        say("builderos diff latest                 what was changed");
        say("builderos show latest                 how it went");
        say("builderos rollback --env " + PRODUCTION + "          the release before, again");
        if (wishes.services() == Services.STOPPED) {
            say("(the demo stops its services now; with --keep they stay)");
        }
        return exitCode;
    }

    private LiveOutcome run(
            GatewayClient client, ProjectDirectory project, String pipeline, Map<String, String> inputs) {
        return follow(client, project, start(client, project, pipeline, inputs));
    }

    private String start(GatewayClient client, ProjectDirectory project, String pipeline, Map<String, String> inputs) {
        return new RunStarter(client, project)
                .start(pipeline, inputs, new RunOptions(wishes.sandbox(), wishes.model(), false));
    }

    private LiveOutcome follow(GatewayClient client, ProjectDirectory project, String run) {
        return new RunFollower(session, client, wishes.output()).follow(run, Optional.of(project), wishes.approvals());
    }

    private boolean verify(ProjectDirectory project, String run) throws IOException {
        Path receipt = project.state().receiptFile(run);
        if (Files.notExists(receipt)) {
            console.print(Line.of(Style.RED, "✗ the run has no receipt"));
            return false;
        }
        Verification verification = ReceiptProof.trusting(session.home(), List.of())
                .verify(Files.readAllBytes(receipt), project.state().artifactsOf(run));
        ProofLines.of(verification).forEach(console::print);
        say("again, offline:  builderos verify " + receipt);
        return verification.passed();
    }

    private boolean answersHealth(GatewayClient client, String project) {
        Optional<String> url = live(client, project);
        if (url.isEmpty()) {
            console.print(Line.of(Style.RED, "✗ nothing serves in " + PRODUCTION));
            return false;
        }
        URI health = URI.create(url.get().replaceAll("/+$", "") + "/health");
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(health)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            boolean ok = answer.statusCode() == OK;
            console.print(Line.of(ok ? Style.GREEN : Style.RED, ok ? "✓ " : "✗ ")
                    .add("GET " + health + "  →  " + answer.statusCode() + " ")
                    .add(Style.DIM, answer.body().strip()));
            return ok;
        } catch (IOException e) {
            console.print(Line.of(Style.RED, "✗ GET " + health + " has no answer: " + e.getMessage()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted while asking the released service");
        }
    }

    private static Optional<String> live(GatewayClient client, String project) {
        return client.deployments(project).deployments().stream()
                .filter(entry -> entry.live() && entry.environment().equals(PRODUCTION))
                .flatMap(entry -> Optional.ofNullable(entry.url()).stream())
                .findFirst();
    }

    private void stopServices(GatewayClient client, String project) {
        try {
            client.deployments(project).deployments().stream()
                    .filter(DeploymentList.Entry::live)
                    .map(DeploymentList.Entry::environment)
                    .distinct()
                    .forEach(environment -> client.stopDeployment(project, environment));
        } catch (GatewayProblem | GatewayUnreachable e) {
            console.complain(Line.of(Style.YELLOW, "! the demo's services may still run: " + e.getMessage()));
        }
    }

    private void title(String text) {
        console.print("");
        console.print(Line.of(Style.BOLD, "━━ " + text));
    }

    private void say(String text) {
        console.print(Line.of("  " + text));
    }
}
