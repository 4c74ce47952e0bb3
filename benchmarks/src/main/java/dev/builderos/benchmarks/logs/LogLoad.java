package dev.builderos.benchmarks.logs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how log lines get from a step to those who watch, against a running server, over its HTTP API and nothing else.
 *
 * <pre>
 * java LogLoad.java HOME burst LINES            one step, one viewer: lines a second, live and from history
 * java LogLoad.java HOME lag RATE SECONDS VIEWERS [IDLE]   one step at a steady rate, many viewers: age of lines on arrival,
 *                                               while so many others watch a run in which nothing happens
 * </pre>
 *
 * Every viewer checks that each line number comes once and in order. The program fails when one does not.
 */
public final class LogLoad {
    private static final Pattern PORT = Pattern.compile("\"port\"\\s*:\\s*(\\d+)");
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)");
    private static final Pattern RUN_ID = Pattern.compile("\"runId\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern DIGEST = Pattern.compile("\"digest\"\\s*:\\s*\"([^\"]+)\"");
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Writes lines of 100 bytes, each beginning with the time it was written at, some every five milliseconds. */
    private static final String PACED = """
            public final class Paced {
                public static void main(String[] args) throws Exception {
                    int rate = Integer.parseInt(args[0]);
                    long lines = (long) rate * Integer.parseInt(args[1]);
                    String rest = "x".repeat(85);
                    var out = new java.io.PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false);
                    long start = System.nanoTime();
                    StringBuilder text = new StringBuilder();
                    for (long written = 0; written < lines; ) {
                        long due = Math.min(lines, (System.nanoTime() - start) * rate / 1_000_000_000L);
                        for (; written < due; written++) {
                            text.append(System.currentTimeMillis()).append(' ').append(rest).append('\\n');
                        }
                        out.print(text);
                        out.flush();
                        text.setLength(0);
                        Thread.sleep(5);
                    }
                }
            }
            """;

    private final ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String token;
    private final String pid;

    private LogLoad(Path home) throws IOException {
        String server = Files.readString(home.resolve("server.json"));
        base = "http://127.0.0.1:" + find(PORT, server);
        pid = find(PID, server);
        token = Files.readString(home.resolve("token")).strip();
    }

    public static void main(String[] args) throws Exception {
        LogLoad load = new LogLoad(Path.of(args[0]));
        switch (args[1]) {
            case "burst" -> load.burst(Integer.parseInt(args[2]));
            case "lag" -> {
                Idle idle = load.new Idle(args.length > 5 ? Integer.parseInt(args[5]) : 0);
                try {
                    load.lag(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
                } finally {
                    idle.end();
                }
            }
            default -> throw new IllegalArgumentException(args[1]);
        }
        load.http.shutdownNow();
        load.viewers.shutdownNow();
    }

    private void burst(int lines) throws Exception {
        String run = start("seq -f %099.0f " + lines);
        report("live", await(watch(run)), lines);
        report("from history", await(watch(run)), lines);
    }

    private static void report(String what, Viewer viewer, int lines) {
        if (viewer.lines < lines) {
            throw new IllegalStateException("only " + viewer.lines + " lines came");
        }
        double seconds = (viewer.lastAt - viewer.firstAt) / 1e9;
        System.out.printf(
                "%-13s %,d lines in %.2f s: %,.0f lines/s%n", what, viewer.lines, seconds, viewer.lines / seconds);
    }

    private void lag(int rate, int seconds, int viewers) throws Exception {
        String run = start("java Paced.java " + rate + " " + seconds);
        List<CompletableFuture<Viewer>> watching = new ArrayList<>();
        for (int i = 0; i < viewers; i++) {
            watching.add(watch(run));
        }
        long[] counts = new long[Viewer.SLOWEST + 1];
        long all = 0;
        for (CompletableFuture<Viewer> one : watching) {
            Viewer viewer = await(one);
            if (viewer.lines < (long) rate * seconds) {
                throw new IllegalStateException("only " + viewer.lines + " lines came");
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] += viewer.ages[i];
                all += viewer.ages[i];
            }
        }
        System.out.printf(
                "%,d lines/s, %d viewers, %,d lines arrived: p50 %d ms, p90 %d ms, p99 %d ms, p99.9 %d ms, most %d ms%n",
                rate,
                viewers,
                all,
                age(counts, all, 0.5),
                age(counts, all, 0.9),
                age(counts, all, 0.99),
                age(counts, all, 0.999),
                age(counts, all, 1));
    }

    /** Watches a run of one step that only waits; says how much memory that costs the server. */
    private final class Idle {
        private final List<Socket> sockets = new ArrayList<>();
        private final String run;

        Idle(int clients) throws Exception {
            if (clients == 0) {
                run = "";
                return;
            }
            run = LogLoad.this.start("sleep 600");
            open(clients / 10); // what the first ones need is no matter of each
            long before = serverKilobytes();
            open(clients);
            long after = serverKilobytes();
            System.out.printf(
                    "%,d idle clients: server %,d KB before, %,d KB after, %.1f KB for each%n",
                    clients, before, after, (after - before) / (double) clients);
        }

        private void open(int clients) throws Exception {
            for (int i = 0; i < clients; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(base).getPort());
                sockets.add(socket);
                socket.getOutputStream().write(streamRequest("/v1/runs/" + run + "/events"));
                Viewer.requireAccepted(socket.getInputStream().readNBytes(Viewer.STATUS.length));
            }
        }

        void end() throws Exception {
            for (Socket socket : sockets) {
                socket.close();
            }
            if (!run.isEmpty()) {
                send("POST", "/v1/runs/" + run + "/cancel", "{}");
            }
        }
    }

    /** Memory of the server by its proportional set, in which shared pages count once. */
    private long serverKilobytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", pid, "smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IllegalStateException("the system does not say how much memory process " + pid + " has");
    }

    private byte[] streamRequest(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                        + "\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n")
                .getBytes(US_ASCII);
    }

    private static int age(long[] counts, long all, double part) {
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= part * all) {
                return i;
            }
        }
        return counts.length;
    }

    private static Viewer await(CompletableFuture<Viewer> viewer) throws Exception {
        return viewer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Starts a run of one step with this command in a repository of its own. */
    private String start(String command) throws Exception {
        Path root = Files.createTempDirectory("log-load").toRealPath();
        String project = root.getFileName().toString().toLowerCase(Locale.ROOT);
        String settings = "kind: builderos/project@v1\nname: " + project
                + "\nenvironments:\n  dev: { deploy: local, command: java Paced.java }\n"
                + "git: { provider: local, default_branch: main }\n";
        String policy = "kind: builderos/policy@v1\nagents:\n  pipeline:\n    tools: [shell.exec]\nrules: []\n";
        String pipeline = "kind: builderos/pipeline@v1\nname: load\nversion: 1.0.0\nsteps:\n  - { id: load, run: \""
                + command + "\" }\n";
        Files.createDirectories(root.resolve("ship"));
        Files.writeString(root.resolve("builderos.yaml"), settings);
        Files.writeString(root.resolve("builderos.policy.yaml"), policy);
        Files.writeString(root.resolve("ship/load.yaml"), pipeline);
        Files.writeString(root.resolve("Paced.java"), PACED);
        git(root, "init", "--quiet", "--initial-branch=main");
        git(root, "add", "--all");
        git(root, "-c", "user.name=Load", "-c", "user.email=load@example.com", "commit", "--quiet", "-m", "load");
        send("PUT", "/v1/projects/" + project, "{\"root\":\"" + root + "\"}");
        String snapshot = find(
                DIGEST,
                send(
                        "POST",
                        "/v1/projects/" + project + "/snapshots",
                        "{\"files\":["
                                + file("builderos.yaml", settings) + "," + file("builderos.policy.yaml", policy) + ","
                                + file("ship/load.yaml", pipeline) + "]}"));
        return find(
                RUN_ID,
                send(
                        "POST",
                        "/v1/runs",
                        "{\"project\":\"" + project + "\",\"snapshot\":\"" + snapshot
                                + "\",\"pipeline\":\"ship/load.yaml\",\"inputs\":{},"
                                + "\"options\":{\"sandbox\":\"bubblewrap\",\"allowDirty\":false}}"));
    }

    private static void git(Path in, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("git"));
        words.addAll(Arrays.asList(arguments));
        if (new ProcessBuilder(words).directory(in.toFile()).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(words.toString());
        }
    }

    private static String file(String path, String text) {
        return "{\"path\":\"" + path + "\",\"text\":\""
                + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}";
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException(text);
        }
        return found.group(1);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token);
    }

    private String send(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + " " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Over a socket of its own: a client with more to it takes the processors away from the server. */
    private CompletableFuture<Viewer> watch(String run) {
        byte[] request = streamRequest("/v1/runs/" + run + "/steps/load/logs?batch=1000");
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(), URI.create(base).getPort())) {
                        socket.getOutputStream().write(request);
                        Viewer viewer = new Viewer();
                        viewer.readAll(socket.getInputStream());
                        return viewer;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                viewers);
    }

    /**
     * Reads the bytes of one stream: numbers of lines, and the times that the texts of output begin with. Looks closely only
     * where a line begins; the frames around the chunks of the answer are never within one.
     */
    private static final class Viewer {
        static final int SLOWEST = 60_000;
        private static final byte[] STATUS = "HTTP/1.1 200 ".getBytes(US_ASCII);
        private static final byte[] NUMBER = "{\"n\":".getBytes(US_ASCII);
        private static final byte[] TEXT = "\"out\",\"text\":\"".getBytes(US_ASCII);

        /** From the beginning of a line to the end of the time its text begins with there are fewer bytes. */
        private static final int LONGEST_HEAD = 128;

        private static final long FIRST_TIME = 1_600_000_000_000L;
        private static final long LAST_TIME = 9_999_999_999_999L;

        private final long[] ages = new long[SLOWEST + 1];
        private long lines;
        private long firstAt;
        private long lastAt;
        private byte[] bytes = new byte[1 << 16];
        private int size;

        static void requireAccepted(byte[] begun) {
            if (!Arrays.equals(begun, STATUS)) {
                throw new IllegalStateException("refused: " + new String(begun, US_ASCII));
            }
        }

        void readAll(InputStream in) throws IOException {
            requireAccepted(in.readNBytes(STATUS.length));
            for (int read = in.read(bytes, size, bytes.length - size);
                    read >= 0;
                    read = in.read(bytes, size, bytes.length - size)) {
                size += read;
                read(System.currentTimeMillis(), LONGEST_HEAD);
            }
            read(System.currentTimeMillis(), 0);
        }

        /** Reads the lines that begin before the last {@code spare} bytes, and keeps what is left. */
        private void read(long now, int spare) {
            int at = 0;
            while (at < size - spare) {
                if (bytes[at] == '{' && begins(NUMBER, at)) {
                    at = line(at + NUMBER.length, now);
                } else {
                    at++;
                }
            }
            System.arraycopy(bytes, at, bytes, 0, size - at);
            size -= at;
        }

        private boolean begins(byte[] with, int at) {
            return at + with.length <= size && Arrays.equals(with, 0, with.length, bytes, at, at + with.length);
        }

        /** Gives the place after what it has read. */
        private int line(int from, long now) {
            int at = from;
            long number = 0;
            for (; at < size && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                number = number * 10 + (bytes[at] - '0');
            }
            lastAt = System.nanoTime();
            firstAt = lines == 0 ? lastAt : firstAt;
            if (number != ++lines) {
                throw new IllegalStateException("line " + number + " came where line " + lines + " was due");
            }
            while (at < size && bytes[at] != '}' && !(bytes[at] == '"' && begins(TEXT, at))) {
                at++;
            }
            if (at == size || bytes[at] == '}') {
                return at;
            }
            at += TEXT.length;
            long time = 0;
            for (int digits = 0; digits < 13 && at < size; digits++, at++) {
                time = time * 10 + (bytes[at] - '0');
            }
            if (time >= FIRST_TIME && time <= LAST_TIME) {
                ages[Math.clamp(now - time, 0, SLOWEST)]++;
            }
            return at;
        }
    }
}
