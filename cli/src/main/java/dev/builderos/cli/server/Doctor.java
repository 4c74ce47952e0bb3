package dev.builderos.cli.server;

import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.ServerStatus;
import dev.builderos.gateway.api.ServerStatus.Check;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Looks at the machine for what BuilderOS needs, and says how to get what is missing. */
public final class Doctor {
    private static final int JAVA = 25;
    private static final long DISK_BYTES = 1024L * 1024 * 1024;
    private static final int PATIENCE_SECONDS = 10;
    private static final int SHOWN = 3;

    private final GatewayHome home;

    public Doctor(GatewayHome home) {
        this.home = home;
    }

    public List<Check> examine() {
        List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(program("git", List.of("git", "--version"), "install git:  apt install git"));
        checks.add(program(
                "bubblewrap",
                List.of("bwrap", "--version"),
                "install it:  apt install bubblewrap   (or run with --sandbox=none, which the receipt records)"));
        checks.add(program(
                "user namespaces",
                List.of("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"),
                "allow them:  sysctl -w kernel.unprivileged_userns_clone=1   (on Ubuntu 24.04 also"
                        + " kernel.apparmor_restrict_unprivileged_userns=0)"));
        checks.add(port());
        checks.add(directory());
        checks.add(disk());
        checks.addAll(server());
        return checks;
    }

    private static Check java() {
        int feature = Runtime.version().feature();
        return check("java", feature >= JAVA, "JDK " + Runtime.version(), "install a JDK " + JAVA + " or newer");
    }

    private static Check program(String name, List<String> command, String fix) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said;
            try (InputStream out = process.getInputStream()) {
                said = new String(out.readNBytes(400), StandardCharsets.UTF_8).strip();
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Check(name, false, "no answer within " + PATIENCE_SECONDS + " s", fix);
            }
            boolean ok = process.exitValue() == 0;
            return check(name, ok, said.isEmpty() && ok ? "work" : said, fix);
        } catch (IOException e) {
            return new Check(name, false, command.getFirst() + " is not installed", fix);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check(name, false, "interrupted", fix);
        }
    }

    private static Check port() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return check("loopback port", socket.isBound(), "can be opened", "");
        } catch (IOException e) {
            return new Check(
                    "loopback port",
                    false,
                    String.valueOf(e.getMessage()),
                    "allow this program to listen on 127.0.0.1");
        }
    }

    private Check directory() {
        try {
            Files.createDirectories(home.directory());
            Path probe = Files.createTempFile(home.directory(), ".doctor", ".tmp");
            Files.delete(probe);
            return check("home directory", true, home.directory().toString(), "");
        } catch (IOException e) {
            return new Check(
                    "home directory",
                    false,
                    "cannot write in " + home.directory(),
                    "make it writable, or set BUILDEROS_HOME to another directory");
        }
    }

    private Check disk() {
        try {
            Path existing = home.directory();
            while (Files.notExists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            return check(
                    "disk space",
                    free >= DISK_BYTES,
                    free / (1024 * 1024) + " MiB free for " + home.directory(),
                    "free at least 1 GiB, or set BUILDEROS_HOME to a larger disk");
        } catch (IOException e) {
            return new Check(
                    "disk space", false, "unknown: " + e.getMessage(), "look with:  df -h " + home.directory());
        }
    }

    private List<Check> server() {
        if (home.server().isEmpty()) {
            return List.of(new Check("server", true, "not running; builderos up starts it", null));
        }
        try (GatewayClient client = new GatewayClient(home::endpoint)) {
            ServerStatus status = client.status();
            List<Check> checks = new ArrayList<>();
            checks.add(new Check(
                    "server", true, status.version() + ", pid " + status.pid() + ", " + status.database(), null));
            checks.addAll(status.sandbox().checks());
            checks.add(readable(status));
            checks.add(parked(client, status));
            return checks;
        } catch (GatewayUnreachable | GatewayProblem e) {
            return List.of(new Check(
                    "server",
                    false,
                    "runs but does not answer: " + e.getMessage(),
                    "restart it:  builderos down && builderos up   (its log: " + home.serverLog() + ")"));
        }
    }

    private static Check readable(ServerStatus status) {
        long setAside = status.runs().setAside();
        return check(
                "runs",
                setAside == 0,
                setAside == 0 ? "can be read" : setAside + " set aside, as they cannot be read",
                "see why, and what to do:  builderos runs --all");
    }

    /** Names the newest few. */
    private static Check parked(GatewayClient client, ServerStatus status) {
        String name = "messages";
        Long parked = status.parked();
        if (parked == null) {
            return new Check(name, false, "a service does not say whether it parked any", "try again in a moment");
        }
        if (parked == 0) {
            return new Check(name, true, "none is parked", null);
        }
        return new Check(
                name,
                false,
                client.parked(SHOWN).messages().stream()
                        .map(each -> each.service() + " could not take " + each.subject() + " (" + each.id() + ") at "
                                + each.parkedAt() + " after " + each.attempts()
                                + (each.attempts() == 1 ? " try: " : " tries: ")
                                + each.reason())
                        .collect(Collectors.joining("; ", parked + " parked: ", parked > SHOWN ? "; …" : "")),
                "they are kept; all of them:  builderos parked   (one is tried again by  builderos parked retry MESSAGE)");
    }

    private static Check check(String name, boolean ok, String detail, String fix) {
        return new Check(name, ok, detail, ok ? null : fix);
    }
}
