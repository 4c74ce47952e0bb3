package dev.builderos.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;

/** A JDK on the host that commands may be shown; see {@link SandboxCommand#withJdk(Jdk)}. */
public record Jdk(Path home) {

    public Jdk {
        home = home.toAbsolutePath().normalize();
        if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
            throw new IllegalArgumentException("no bin/java in " + home);
        }
    }

    /** The JDK this process runs on. */
    public static Jdk running() {
        return new Jdk(Path.of(System.getProperty("java.home")));
    }

    Path bin() {
        return home.resolve("bin");
    }
}
