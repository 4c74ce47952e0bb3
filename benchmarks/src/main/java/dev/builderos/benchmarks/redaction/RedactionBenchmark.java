package dev.builderos.benchmarks.redaction;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.Redaction;
import dev.builderos.redaction.Redactor;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.engine.Fact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What passes a redactor with a hundred secrets; in every hundredth line of a build's output is one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
public class RedactionBenchmark {
    private static final long SEED = 7;
    private static final int SECRETS = 100;
    private static final int MEGABYTES = 16;
    private static final int CHUNK = 8 * 1024;
    private static final int SECRET_EVERY = 100;

    private final Fact fact = new Fact.StepSucceeded(
            new StepId("generate"),
            1,
            Map.of("url", "http://localhost:8080"),
            List.of(new Fact.StepSucceeded.Artifact("plan.md", Digest.of("plan"), 812)),
            "0123456789012345678901234567890123456789",
            "9876543210987654321098765432109876543210",
            1_200,
            Digest.of("log"));

    private byte[] output = {};
    private byte[] file = {};
    private KnownSecrets known = KnownSecrets.of(Map.of());
    private StructuredRedaction structured = new StructuredRedaction(known, Set.of());
    private Redactor redactor = Redactor.of(Map.of());

    @Setup
    public void write() {
        Random random = new Random(SEED);
        Map<String, String> secrets = new LinkedHashMap<>();
        for (int i = 0; i < SECRETS; i++) {
            byte[] value = new byte[24];
            random.nextBytes(value);
            secrets.put("S" + i, Base64.getEncoder().encodeToString(value));
        }
        String[] values = secrets.values().toArray(String[]::new);
        redactor = Redactor.of(secrets);
        known = KnownSecrets.of(secrets);
        structured = new StructuredRedaction(known, Set.of());
        StringBuilder text = new StringBuilder();
        for (int line = 0; text.length() < MEGABYTES * 1_000_000; line++) {
            text.append("[INFO] ")
                    .append(line)
                    .append(" compiled src/main/java/com/example/Service")
                    .append(random.nextInt(1_000))
                    .append(".java in ")
                    .append(random.nextInt(100))
                    .append(" ms; ")
                    .append(line % SECRET_EVERY == 0 ? values[random.nextInt(SECRETS)] : "no warnings, no errors")
                    .append('\n');
        }
        output = text.substring(0, MEGABYTES * 1_000_000).getBytes(StandardCharsets.UTF_8);
        file = Arrays.copyOf(redactor.redact(text.toString()).getBytes(StandardCharsets.UTF_8), MEGABYTES * 1_000_000);
    }

    /** Megabytes of a file in which there is no secret. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long megabytesOfAFile() throws IOException {
        try (InputStream guarded = known.guarded(new ByteArrayInputStream(file))) {
            byte[] chunk = new byte[64 * 1024];
            long read = 0;
            for (int n = guarded.read(chunk); n >= 0; n = guarded.read(chunk)) {
                read += n;
            }
            return read;
        }
    }

    /** Facts in which there is no secret. */
    @Benchmark
    public Fact facts() {
        return structured.of(fact);
    }

    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long megabytes() {
        Redaction redaction = redactor.open();
        long written = 0;
        for (int from = 0; from < output.length; from += CHUNK) {
            redaction.write(output, from, Math.min(from + CHUNK, output.length));
            written += redaction.takeBytes().length;
        }
        redaction.end();
        return written + redaction.marks();
    }
}
