package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Prints what starting and burying a command costs, beside a plain process. Run its main method; it is not a test. */
final class StartOverhead {

    private static final int RUNS = 50;

    private StartOverhead() {}

    public static void main(String[] arguments) throws Exception {
        Path workspace = Files.createTempDirectory("overhead-");
        var command = SandboxCommand.of(List.of("true"), workspace);
        try {
            print("plain process", () -> plain(workspace));
            print("none", over(new UnconfinedSandbox(), command));
            print("bubblewrap", over(BubblewrapSandbox.open(), command));
            print("with a bridge", over(BubblewrapSandbox.open(), command.withEgress(workspace)));
        } finally {
            Files.delete(workspace);
        }
    }

    private static Runnable over(Sandbox sandbox, SandboxCommand command) {
        return () -> sandbox.start(command, line -> {}).outcome().join();
    }

    private static void plain(Path workspace) {
        try {
            new ProcessBuilder("true").directory(workspace.toFile()).start().waitFor();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void print(String name, Runnable run) {
        var nanos = new long[RUNS];
        for (int i = -RUNS; i < RUNS; i++) {
            long start = System.nanoTime();
            run.run();
            nanos[Math.max(i, 0)] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-14s p50 %5.1f ms, p95 %5.1f ms%n", name, nanos[RUNS / 2] / 1e6, nanos[RUNS * 95 / 100] / 1e6);
    }
}
