package dev.builderos.benchmarks.peers;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Workflows of three steps that do nothing, called in the process that carries them out, as {@code RunLoad} starts runs of three such
 * steps over HTTP. A call comes back when the workflow is over and all of it is committed.
 *
 * <p>Arguments: {@code JDBC-URL USER PASSWORD burst RUNS THREADS} or {@code … closed THREADS SECONDS}; five rounds of either.
 */
public final class DbosLoad {
    private static final int ROUNDS = 5;
    private static final int STEPS = 3;

    private DbosLoad() {}

    /** What is called through a proxy. */
    public interface Chain {
        void run();
    }

    /** One workflow. */
    public static final class NoopChain implements Chain {
        private final DBOS dbos;

        NoopChain(DBOS dbos) {
            this.dbos = dbos;
        }

        @Override
        @Workflow
        public void run() {
            for (int step = 1; step <= STEPS; step++) {
                dbos.runStep(() -> {}, "s" + step);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        DBOSConfig config = DBOSConfig.defaults("load")
                .withDatabaseUrl(args[0])
                .withDbUser(args[1])
                .withDbPassword(args[2])
                .withAdminServer(false);
        try (DBOS dbos = new DBOS(config)) {
            Chain chain = dbos.registerProxy(Chain.class, new NoopChain(dbos));
            dbos.launch();
            for (int round = 1; round <= ROUNDS; round++) {
                switch (args[3]) {
                    case "burst" -> burst(round, chain, Integer.parseInt(args[4]), Integer.parseInt(args[5]));
                    case "closed" ->
                        closed(round, chain, Integer.parseInt(args[4]), Duration.ofSeconds(Long.parseLong(args[5])));
                    default -> throw new IllegalArgumentException("burst or closed, not " + args[3]);
                }
            }
        }
    }

    private static void burst(int round, Chain chain, int runs, int threads) throws Exception {
        AtomicInteger left = new AtomicInteger(runs);
        long start = System.nanoTime();
        onEach(threads, () -> {
            List<Long> none = List.of();
            while (left.getAndDecrement() > 0) {
                chain.run();
            }
            return none;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "round %d  %d runs in %.3f s: %,.0f runs/s, %,.0f steps/s%n",
                round, runs, seconds, runs / seconds, STEPS * runs / seconds);
    }

    private static void closed(int round, Chain chain, int threads, Duration time) throws Exception {
        long start = System.nanoTime();
        List<Long> took = onEach(threads, () -> {
            List<Long> own = new ArrayList<>();
            for (long before = start; before - start < time.toNanos(); ) {
                before = System.nanoTime();
                chain.run();
                own.add(System.nanoTime() - before);
            }
            return own;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "round %d  %d clients: %,.0f runs/s, %,.0f steps/s, p50 %.2f ms, p99 %.2f ms%n",
                round,
                threads,
                sorted.length / seconds,
                STEPS * sorted.length / seconds,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6);
    }

    private static List<Long> onEach(int threads, Callable<List<Long>> work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<List<Long>>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(work);
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> each : pool.invokeAll(tasks)) {
                all.addAll(each.get());
            }
            return all;
        }
    }
}
