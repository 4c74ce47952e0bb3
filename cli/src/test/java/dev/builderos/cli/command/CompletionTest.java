package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CompletionTest {
    private final CommandLine root = Commands.all(
            new Session(Captured.plain().console(), Map.of(), Path.of("/"), InstantSource.fixed(Instant.EPOCH)));

    @Test
    void bashAcceptsItsScriptAndCompletesCommandsAndOptions() throws IOException, InterruptedException {
        String script = Completion.script(Completion.Shell.bash, root);
        Process bash = new ProcessBuilder("bash").redirectErrorStream(true).start();
        try (var in = bash.outputWriter(StandardCharsets.UTF_8)) {
            in.write(script);
            in.write(
                    "\nCOMP_WORDS=(builderos de); COMP_CWORD=1; _complete_builderos; echo \"first:${COMPREPLY[*]}\"\n");
            in.write(
                    "COMP_WORDS=(builderos run --al); COMP_CWORD=2; _complete_builderos; echo \"second:${COMPREPLY[*]}\"\n");
        }

        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .anySatisfy(
                        line -> assertThat(line).startsWith("first:").contains("demo", "desk", "deny", "deployments"))
                .contains("second:--allow-dirty");
    }

    @Test
    void fishKnowsEveryCommandNestedCommandAndOption() {
        String script = Completion.script(Completion.Shell.fish, root);

        assertThat(script)
                .contains("-n __fish_use_subcommand -a rollback -d 'Bring the release before")
                .contains("-n '__fish_seen_subcommand_from desk' -a unapply")
                .contains("-n '__fish_seen_subcommand_from run' -l allow-dirty")
                .contains("-l state -r -a 'admitted queued running")
                .contains("bubblewrap none");
    }
}
