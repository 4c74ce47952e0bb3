package dev.builderos.benchmarks.runs;

import static dev.builderos.benchmarks.runs.LoadedServer.field;
import static dev.builderos.benchmarks.runs.LoadedServer.quoted;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures how fast runs of steps that do nothing are carried out, against a running server, over its HTTP API and nothing
 * else. Each run is started with {@code ?wait=60s}, so its answer comes when all its facts are durable.
 *
 * <pre>
 * java RunLoad.java HOME burst RUNS CONNECTIONS STEPS SHAPE   all runs at once
 * java RunLoad.java HOME closed CLIENTS SECONDS STEPS SHAPE   each client starts its next run when its last one is over
 * </pre>
 *
 * SHAPE is {@code chain} (each step waits for the one before), {@code fan} (no step waits) or {@code checkpoints} (a chain whose
 * steps are committed one by one). Every measurement is made five times after one to warm up. The program fails when a run does.
 */
public final class RunLoad {
    private static final int ROUNDS = 5;

    private final LoadedServer server;
    private final String body;

    private RunLoad(Path home, int steps, String shape) throws IOException {
        this.server = LoadedServer.of(home);
        this.body = prepare(pipeline(steps, shape));
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 6) {
            throw new IllegalArgumentException("see the first lines of this file");
        }
        int many = Integer.parseInt(arguments[2]);
        int other = Integer.parseInt(arguments[3]);
        int steps = Integer.parseInt(arguments[4]);
        RunLoad load = new RunLoad(Path.of(arguments[0]), steps, arguments[5]);
        for (int round = 0; round <= ROUNDS; round++) {
            String result =
                    arguments[1].equals("burst") ? load.burst(many, other, steps) : load.closed(many, other, steps);
            System.out.println((round == 0 ? "warm-up  " : "round " + round + "  ") + result);
        }
    }

    private String burst(int runs, int connections, int steps) throws Exception {
        AtomicInteger started = new AtomicInteger();
        long begin = System.nanoTime();
        all(connections, () -> {
            try (Connection connection = new Connection()) {
                while (started.getAndIncrement() < runs) {
                    connection.run();
                }
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return "%d runs in %.3f s: %,.0f runs/s, %,.0f steps/s"
                .formatted(runs, seconds, runs / seconds, (double) runs * steps / seconds);
    }

    private String closed(int clients, int seconds, int steps) throws Exception {
        ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        all(clients, () -> {
            try (Connection connection = new Connection()) {
                for (long from = System.nanoTime(); from < end; from = System.nanoTime()) {
                    connection.run();
                    took.add(System.nanoTime() - from);
                }
            }
        });
        double elapsed = (System.nanoTime() - begin) / 1e9;
        long[] sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
        return "%d clients: %,.0f runs/s, %,.0f steps/s, p50 %.2f ms, p99 %.2f ms"
                .formatted(
                        clients,
                        sorted.length / elapsed,
                        (double) sorted.length * steps / elapsed,
                        sorted[sorted.length / 2] / 1e6,
                        sorted[sorted.length * 99 / 100] / 1e6);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void all(int threads, Work work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    work.run();
                    return true;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the load failed", failed.getCause());
        }
    }

    private static String pipeline(int steps, String shape) {
        StringBuilder text = new StringBuilder("kind: builderos/pipeline@v1\nname: load\nversion: 1.0.0\nsteps:\n");
        for (int i = 1; i <= steps; i++) {
            String needs = shape.equals("fan") || i == 1 ? "[]" : "[s" + (i - 1) + "]";
            String checkpoint = shape.equals("checkpoints") ? ", checkpoint: true" : "";
            text.append("  - { id: s%d, needs: %s, action: noop%s }%n".formatted(i, needs, checkpoint));
        }
        return text.toString();
    }

    /** Registers a project with the pipeline; gives the body that starts a run of it. */
    private String prepare(String pipeline) throws IOException {
        Path directory = Files.createTempDirectory("builderos-load");
        try (Connection connection = new Connection()) {
            connection.call("PUT", "/v1/projects/load", "{\"root\":" + quoted(directory.toString()) + "}");
            String digest = field(
                    connection.call("POST", "/v1/projects/load/snapshots", LoadedServer.snapshot("load", pipeline)),
                    "digest");
            return "{\"project\":\"load\",\"snapshot\":\"" + digest
                    + "\",\"pipeline\":\"ship/load.yaml\",\"inputs\":{},"
                    + "\"options\":{\"sandbox\":\"bubblewrap\",\"allowDirty\":false}}";
        }
    }

    /** One HTTP/1.1 connection; plain, so that the load costs little beside what it measures. */
    private final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            String answer = call("POST", "/v1/runs?wait=60s", body);
            if (!field(answer, "state").equals("SUCCEEDED")) {
                throw new IOException("a run did not succeed: " + answer);
            }
        }

        String call(String method, String path, String json) throws IOException {
            byte[] content = json.getBytes(UTF_8);
            byte[] head = (method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                            + "\r\nAuthorization: Bearer "
                            + server.token() + "\r\nContent-Type: application/json\r\nContent-Length: " + content.length
                            + "\r\n\r\n")
                    .getBytes(ISO_8859_1);
            byte[] request = Arrays.copyOf(head, head.length + content.length);
            System.arraycopy(content, 0, request, head.length, content.length);
            out.write(request);
            out.flush();
            String status = line();
            int length = 0;
            boolean chunked = false;
            for (String header = line().toLowerCase(Locale.ROOT);
                    !header.isEmpty();
                    header = line().toLowerCase(Locale.ROOT)) {
                if (header.startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
                chunked |= header.equals("transfer-encoding: chunked");
            }
            String text = new String(chunked ? chunks() : in.readNBytes(length), UTF_8);
            if (!status.contains(" 20")) {
                throw new IOException(status + " " + text);
            }
            return text;
        }

        private byte[] chunks() throws IOException {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                whole.write(in.readNBytes(size));
                line();
            }
            line();
            return whole.toByteArray();
        }

        private String line() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the server closed the connection");
                }
                if (c != '\r') {
                    text.append((char) c);
                }
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
