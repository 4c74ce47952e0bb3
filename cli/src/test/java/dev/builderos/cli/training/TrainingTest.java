package dev.builderos.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.command.Cli;
import dev.builderos.cli.demo.ScratchRepository;
import dev.builderos.cli.project.NewProject;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TrainingTest {
    static Stream<String> lines() {
        return Stream.concat(Training.MAKING_THE_PROJECT.stream(), Training.IN_THE_PROJECT.stream())
                .filter(line -> !line.equals(Training.NO_COMMAND));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void callsOnlyWhatIsACommandLine(String line, @TempDir Path directory) throws IOException {
        Path root = directory.resolve("project");
        ScratchRepository repository = ScratchRepository.create(root);
        NewProject.create(root, "hello", Instant.EPOCH);
        Files.createDirectories(root.resolve("ship"));
        Files.writeString(root.resolve(Training.PIPELINE), Training.PIPELINE_TEXT);
        repository.commitAndPush("Start");
        Captured captured = Captured.plain();
        try (SmallGateway gateway = new SmallGateway()) {
            Map<String, String> environment = Map.of(
                    "BUILDEROS_URL",
                    gateway.base().toString(),
                    "BUILDEROS_HOME",
                    directory.resolve("home").toString());

            int exitCode = new Cli(new Session(captured.console(), environment, root, InstantSource.system()))
                    .run(Training.words(line));

            assertThat(exitCode).as(captured.err()).isNotEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void runsPipelineThatIsValid() {
        assertThat(Formats.parsePipeline(new SourceText(Training.PIPELINE, Training.PIPELINE_TEXT)))
                .isInstanceOf(Parsed.Ok.class);
    }
}
