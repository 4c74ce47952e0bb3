package dev.builderos.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What steps did to the world outside of BuilderOS: an HTTP service of the test process that steps call. Each call is a line
 * in a file, on the disk before the call is answered, so that what a killed server did is known.
 */
final class Ledger implements AutoCloseable {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<Consumer<Entry>> beforeAnswer = new AtomicReference<>(Ledger::ignore);
    private final FileChannel file;
    private final HttpServer http;

    /** That a step was at work. */
    record Entry(String run, String step, Instant at) {}

    Ledger(Path path) throws IOException {
        this.file = FileChannel.open(Files.createFile(path), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::take);
        http.start();
    }

    /** The text of a step's address, with the run left for the pipeline to fill in. */
    String addressOf(String step) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/${run.id}/" + step;
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** Is called with each entry from now on, once it is on the disk and before its step hears of it. */
    void beforeAnswering(Consumer<Entry> hook) {
        beforeAnswer.set(hook);
    }

    private static void ignore(Entry entry) {}

    /** Calls the next entry that matters, once. */
    void onceBeforeAnswering(Consumer<Entry> hook) {
        beforeAnswer.set(entry -> {
            beforeAnswer.set(Ledger::ignore);
            hook.accept(entry);
        });
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            Entry entry = new Entry(path[1], path[2], Instant.now());
            write(entry);
            beforeAnswer.get().accept(entry);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private synchronized void write(Entry entry) throws IOException {
        file.write(StandardCharsets.UTF_8.encode(entry.run() + " " + entry.step() + " " + entry.at() + "\n"));
        file.force(true);
        entries.add(entry);
    }

    @Override
    public void close() throws IOException {
        http.stop(0);
        threads.shutdownNow();
        file.close();
    }

    /** Makes every step that calls take this long. */
    void slowDown(Duration each) {
        beforeAnswering(entry -> java.util.concurrent.locks.LockSupport.parkNanos(each.toNanos()));
    }
}
