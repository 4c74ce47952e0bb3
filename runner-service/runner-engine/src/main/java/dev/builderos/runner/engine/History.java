package dev.builderos.runner.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run has done over all its openings, as far as policies ask: how much each agent did, and what it read that nobody
 * vouches for. Written only by {@link RunFold}.
 */
public final class History {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** A policy that lets an agent do more in a minute sets no limit. */
    private static final int REMEMBERED = 10_000;

    private static final Set<String> READING = Set.of("fs.read", "fs.list", "fs.search");

    private final Set<String> taint = new TreeSet<>();
    private final Map<String, Doings> byAgent = new HashMap<>();

    private static final class Doings {
        long calls;
        long files;
        long bytes;
        final Deque<Instant> latest = new ArrayDeque<>();
    }

    /** Takes over what a run begins with. */
    void begin(Course course) {
        taint.addAll(course.plan.taint());
        taint.addAll(course.inheritance.taint());
    }

    /** Takes in what became of a call. */
    void take(Fact.OfCall fact, StepStatus status, Instant at) {
        if (fact instanceof Fact.PolicyDecided decided && decided.verdict() != Verdict.DENY) {
            permitted(status.call(fact.callId()).effect(), decided.taint(), at);
        }
    }

    /** Takes in an effect that was not denied. */
    void permitted(Effect effect, @Nullable String source, Instant at) {
        if (source != null) {
            taint.add(source);
        }
        Doings doings = byAgent.computeIfAbsent(effect.agent(), agent -> new Doings());
        doings.calls++;
        if (effect.tool().startsWith("fs.") && !READING.contains(effect.tool())) {
            doings.files++;
            doings.bytes += effect.arguments().get("bytes") instanceof Number bytes ? bytes.longValue() : 0;
        }
        while (!doings.latest.isEmpty()
                && (doings.latest.size() >= REMEMBERED
                        || doings.latest.getFirst().isBefore(at.minus(MINUTE)))) {
            doings.latest.removeFirst();
        }
        doings.latest.addLast(at);
    }

    /** What the run has read that nobody vouches for; sorted. */
    public List<String> taint() {
        return List.copyOf(taint);
    }

    /** What an agent is told to have done before its next effect. */
    public RunSoFar of(String agent, Instant now) {
        Doings doings = byAgent.get(agent);
        if (doings == null) {
            return new RunSoFar(taint(), 0, 0, 0, 0);
        }
        long lastMinute = doings.latest.stream()
                .filter(at -> !at.isBefore(now.minus(MINUTE)))
                .count();
        return new RunSoFar(taint(), doings.calls, doings.files, doings.bytes, lastMinute);
    }

    @Override
    public String toString() {
        Map<String, String> agents = new TreeMap<>();
        byAgent.forEach((agent, doings) -> agents.put(agent, doings.calls + "/" + doings.files + "/" + doings.bytes));
        return taint + " " + agents;
    }
}
