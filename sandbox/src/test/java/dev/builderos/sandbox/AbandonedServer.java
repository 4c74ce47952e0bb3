package dev.builderos.sandbox;

import java.nio.file.Path;
import java.util.List;

/** A server that is killed while a command runs: the main class of a JVM that {@link ServersTest} starts. */
final class AbandonedServer {

    private AbandonedServer() {}

    public static void main(String[] arguments) throws Exception {
        String script = "echo ready; sleep 600; : " + arguments[1];
        BubblewrapSandbox.open()
                .start(
                        SandboxCommand.of(List.of("sh", "-c", script), Path.of(arguments[0])),
                        line -> System.out.println(line.text()))
                .outcome()
                .join();
    }
}
