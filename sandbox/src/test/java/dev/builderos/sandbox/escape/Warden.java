package dev.builderos.sandbox.escape;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.Sandbox;
import dev.builderos.sandbox.SandboxCommand;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts a {@link Server} as a user, has it run commands, and runs the same programs outside as the same user. */
final class Warden {

    /** Whom commands are run for. */
    enum User {
        NORMAL(65534),
        ROOT(0);

        private final int id;

        User(int id) {
            this.id = id;
        }
    }

    /** In the environment of the server, where no command may find it. */
    static final String CANARY = "canary-of-the-server";

    /** What a command, or a program outside, said. */
    record Answer(String outcome, String output, String errors) {}

    /** A copy of the classes, and of the probe, where any user can read them. */
    static final Path CLASSES = copyClasses();

    private static final Map<User, Warden> WARDENS = new ConcurrentHashMap<>();

    private final User user;
    private final Process server;
    private final DataOutputStream orders;
    private final DataInputStream answers;

    private Warden(User user) {
        this.user = user;
        try {
            server = start(user);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        orders = new DataOutputStream(server.getOutputStream());
        answers = new DataInputStream(server.getInputStream());
    }

    /** Of this user; one for all tests, since a server takes a while to start. */
    static Warden of(User user) {
        return WARDENS.computeIfAbsent(user, Warden::new);
    }

    long server() {
        return server.pid();
    }

    synchronized Answer inside(SandboxCommand command) {
        try {
            Order.write(orders, command);
            return new Answer(answers.readUTF(), answers.readUTF(), answers.readUTF());
        } catch (IOException ended) {
            throw new UncheckedIOException("the server ended", ended);
        }
    }

    Answer outside(Path directory, List<String> argv) {
        try {
            Process process = program(directory, argv).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            String errors = new String(process.getErrorStream().readAllBytes(), UTF_8).strip();
            return new Answer("Exited[code=" + process.waitFor() + "]", output, errors);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** A program of this user on the host. */
    ProcessBuilder program(Path directory, List<String> argv) {
        var all = new ArrayList<>(becoming(user));
        all.addAll(argv);
        return new ProcessBuilder(all).directory(directory.toFile());
    }

    /** Gives the user a tree of files. */
    void own(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", user.id, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static Process start(User user) throws IOException {
        var argv = new ArrayList<>(becoming(user));
        String java = Jdk.running().home().resolve("bin/java").toString();
        argv.addAll(List.of(java, "-Xmx64m", "-cp", CLASSES.toString(), Server.class.getName()));
        var builder = new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CANARY", CANARY);
        return builder.start();
    }

    private static List<String> becoming(User user) {
        return switch (user) {
            case NORMAL -> List.of("setpriv", "--reuid=" + user.id, "--regid=" + user.id, "--clear-groups");
            case ROOT -> List.of();
        };
    }

    private static Path copyClasses() {
        try {
            return copyClassesTo(Files.createTempDirectory(
                    "escape-classes-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))));
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Path copyClassesTo(Path target) throws IOException, URISyntaxException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(target)));
        for (Class<?> member : List.of(Sandbox.class, Server.class)) {
            Path from = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (var files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = target.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return target;
    }

    private static void delete(Path tree) {
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }
}
