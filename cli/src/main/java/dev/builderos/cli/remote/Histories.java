package dev.builderos.cli.remote;

import dev.builderos.cli.remote.Transferred.Conflict;
import dev.builderos.cli.remote.Transferred.End;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import java.util.List;

/** How the history of a run on one server is to that on another; found out by few questions, because facts are chained. */
final class Histories {
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final GatewayClient source;
    private final GatewayClient target;

    Histories(GatewayClient source, GatewayClient target) {
        this.source = source;
        this.target = target;
    }

    /** What the receiving side has. */
    sealed interface Standing {}

    record Absent() implements Standing {}

    /** The beginning, which is the same. */
    record Behind(long facts) implements Standing {}

    /** All of it, or more. */
    record There() implements Standing {}

    record Deleted() implements Standing {}

    record Other(Conflict conflict) implements Standing {}

    /** Compares a run with this many facts. */
    Standing of(String run, long facts) {
        long there;
        try {
            there = target.run(run).summary().facts();
        } catch (GatewayProblem problem) {
            return switch (problem.status()) {
                case NOT_FOUND -> new Absent();
                case GONE -> new Deleted();
                default -> throw problem;
            };
        }
        long common = Math.min(there, facts);
        if (hash(source, run, common).equals(hash(target, run, common))) {
            return there >= facts ? new There() : new Behind(there);
        }
        return new Other(new Conflict(
                firstDifference(run, common),
                new End(there, hash(target, run, there)),
                new End(facts, hash(source, run, facts))));
    }

    /** Facts from the first difference on differ, as each names the one before: halving finds it. */
    private long firstDifference(String run, long common) {
        long same = 0;
        long other = common;
        while (other - same > 1) {
            long middle = (same + other) >>> 1;
            if (hash(source, run, middle).equals(hash(target, run, middle))) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }

    private static String hash(GatewayClient server, String run, long fact) {
        List<FactRecord> facts = server.facts(run, fact - 1, 1).facts();
        return facts.isEmpty() ? "" : facts.getFirst().hash();
    }
}
