package dev.builderos.rules;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** The parts of the product by their packages, each on its level. A part may know those on lower levels only. */
enum Level {
    CONTRACTS("dev.builderos.contracts", 0),
    GATEWAY_API("dev.builderos.gateway.api", 0),
    FORMATS("dev.builderos.formats", 0),
    BUS("dev.builderos.bus", 1),
    RECORD("dev.builderos.record", 1),
    RECEIPTS("dev.builderos.receipts", 1),
    REDACTION("dev.builderos.redaction", 1),
    SECRETS("dev.builderos.secrets", 1),
    SANDBOX("dev.builderos.sandbox", 1),
    EGRESS("dev.builderos.egress", 1),
    SANDBOX_JOBS("dev.builderos.sandbox.jobs", 2),
    CONNECTORS("dev.builderos.connectors", 2),
    PROCESS("dev.builderos.process", 2),
    TESTKIT("dev.builderos.testkit", 2),
    POLICY("dev.builderos.policy", 3),
    REGISTRY("dev.builderos.registry", 3),
    RUNNER("dev.builderos.runner", 3),
    GATEWAY("dev.builderos.gateway", 3),
    STANDALONE("dev.builderos.standalone", 4),
    DEPLOYABLES("dev.builderos.deployables", 4),
    CLI("dev.builderos.cli", 4),
    BENCHMARKS("dev.builderos.benchmarks", 5);

    private final String packageName;
    private final int height;

    Level(String packageName, int height) {
        this.packageName = packageName;
        this.height = height;
    }

    /** The part a package belongs to: the one with the longest name that fits. */
    static Optional<Level> of(String packageName) {
        return Arrays.stream(values())
                .filter(level -> (packageName + ".").startsWith(level.packageName + "."))
                .max(Comparator.comparingInt(level -> level.packageName.length()));
    }

    boolean mayKnow(Level other) {
        return this == other || height > other.height;
    }
}
