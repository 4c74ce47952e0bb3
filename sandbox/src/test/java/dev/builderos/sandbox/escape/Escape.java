package dev.builderos.sandbox.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.SandboxCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A workspace with the probe in it, and a secret beside the workspace that its user may read and write. */
@ParameterizedClass
@EnumSource(Warden.User.class)
abstract class Escape {

    static final String DONE = "done";
    static final String NO_SUCH_FILE = "refused: No such file or directory";
    static final String READ_ONLY = "refused: Read-only file system";
    static final String NOT_PERMITTED = "refused: Operation not permitted";
    static final String UNKNOWN_CALL = "refused: Function not implemented";
    static final String NO_SUCH_FAMILY = "refused: Address family not supported by protocol";

    static final Limits BRIEF = Limits.DEFAULT.withWallClock(Duration.ofSeconds(30));

    private static final String PROBE = "probe.pl";

    @Parameter
    Warden.User user;

    @TempDir
    Path directory;

    /** Nowhere else in the world. */
    final String token = "token-" + UUID.randomUUID();

    Warden warden;
    Path workspace;
    Path secret;

    @BeforeEach
    void prepare() throws IOException {
        warden = Warden.of(user);
        workspace = Files.createDirectory(directory.resolve("workspace"));
        secret = Files.writeString(
                Files.createDirectory(directory.resolve("outside")).resolve("secret"), token);
        try (InputStream probe = Objects.requireNonNull(Escape.class.getResourceAsStream("/" + PROBE))) {
            Files.copy(probe, workspace.resolve(PROBE));
        }
        warden.own(directory);
    }

    /** What the probe says of itself inside. */
    final String inside(String... attempt) {
        return inside(probe(attempt));
    }

    final String inside(SandboxCommand command) {
        return said(warden.inside(command));
    }

    /** The twin: the same probe of the same user, outside. */
    final String outside(String... attempt) {
        return said(warden.outside(workspace, argv(workspace, attempt)));
    }

    final SandboxCommand probe(String... attempt) {
        return SandboxCommand.of(argv(Path.of("/workspace"), attempt), workspace)
                .withLimits(BRIEF);
    }

    static List<String> argv(Path place, String... attempt) {
        var argv = new ArrayList<>(List.of("perl", place.resolve(PROBE).toString()));
        argv.addAll(List.of(attempt));
        return argv;
    }

    /** A probe that could not try is no proof of anything. */
    private static String said(Warden.Answer answer) {
        assertThat(answer.outcome()).describedAs("%s", answer).isEqualTo("Exited[code=0]");
        assertThat(answer.output()).describedAs("%s", answer).isNotEmpty().doesNotContain("lacking");
        return answer.output();
    }
}
