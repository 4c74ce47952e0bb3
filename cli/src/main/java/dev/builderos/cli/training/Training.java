package dev.builderos.cli.training;

import dev.builderos.cli.Main;
import dev.builderos.cli.demo.ScratchRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Calls the commands that people wait for, in a scratch project with one short run. Only what a command loads and links here
 * starts fast later. How one ends does not matter: without a sandbox, say, the run fails and is shown all the same.
 */
public final class Training {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    static final String PIPELINE = "ship/training.yaml";
    static final String PIPELINE_TEXT = """
            kind: builderos/pipeline@v1
            name: training
            version: 1.0.0
            on: { manual: true }
            defaults: { timeout: 20s }
            steps:
              - { id: greet, run: echo hello, gates: [approval] }
            """;

    /** A slip of the hand is answered with suggestions, which takes its own way. */
    static final String NO_COMMAND = "no-such-command";

    static final List<String> MAKING_THE_PROJECT = List.of("version", "init --desk java-service");

    static final List<String> IN_THE_PROJECT = List.of(
            "run " + PIPELINE + " --yes",
            "runs",
            "show latest",
            "show latest --json",
            "logs latest",
            "logs latest greet",
            "compare latest latest",
            "resume latest --plan",
            "diff latest",
            "artifacts latest",
            "receipt latest -o receipt.json",
            "verify receipt.json",
            "inbox",
            "deployments",
            "prompt list",
            "prompt show builder/plan",
            "desk list",
            "policy test",
            "status",
            "doctor",
            "completion bash",
            "help run",
            "--help",
            NO_COMMAND);

    private Training() {}

    /** The one argument is the directory for the scratch project, which must not exist. The server runs already. */
    public static void main(String[] arguments) throws IOException {
        Thread.ofPlatform().daemon().start(Training::endInTime);
        Path directory = Path.of(arguments[0]).toAbsolutePath().normalize();
        ScratchRepository repository = ScratchRepository.create(directory);
        MAKING_THE_PROJECT.forEach(line -> Main.run(directory, words(line)));
        Path pipeline = directory.resolve(PIPELINE);
        Files.createDirectories(pipeline.getParent());
        Files.writeString(pipeline, PIPELINE_TEXT);
        repository.commitAndPush("Add a pipeline to train with");
        IN_THE_PROJECT.forEach(line -> Main.run(directory, words(line)));
        System.exit(0);
    }

    /** A build waits for this program, so nothing may hold it up for long. */
    private static void endInTime() {
        try {
            Thread.sleep(LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }
}
