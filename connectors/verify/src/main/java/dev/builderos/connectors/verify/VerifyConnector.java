package dev.builderos.connectors.verify;

import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Connector;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.EffectOutcome.Failed;
import dev.builderos.connectors.FailureClass;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.RequestedArguments;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code verify.http}: waits until an address answers with the expected status, then watches that it goes on doing
 * so.
 *
 * <p>Effect: {url, expect, timeout, for?}. Outputs: status, millis (until the first success). It reads only, so asking again
 * is always safe.
 */
public final class VerifyConnector implements Connector {
    private static final String HTTP = "verify.http";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MOST_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MOST_WATCH = Duration.ofHours(1);
    private static final long RETRY_MILLIS = 200;
    private static final long WATCH_MILLIS = 1000;

    private static final ToolDescriptor TOOL = new ToolDescriptor(
            HTTP,
            "Checks that an address on this machine answers with the expected status, and keeps doing so.",
            Consequence.READ,
            arguments());

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public List<ToolDescriptor> tools() {
        return List.of(TOOL);
    }

    @Override
    public Consequence consequence(Effect effect) {
        return Consequence.READ;
    }

    @Override
    public Effect prepare(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context) {
        if (!tool.equals(HTTP)) {
            throw new IllegalArgumentException("not a tool of verify: " + tool);
        }
        var asked = RequestedArguments.of(TOOL, arguments);
        int expected = asked.number("expect", 200);
        if (expected < 100 || expected > 599) {
            throw new InvalidArguments("`expect` must be an HTTP status from 100 to 599: " + expected);
        }
        Map<String, Object> exact = new TreeMap<>();
        exact.put("url", LoopbackUrl.parse(asked.text("url")).toString());
        exact.put("expect", expected);
        @Nullable String timeout = asked.textOrNull("timeout");
        exact.put("timeout", Span.write(timeout == null ? TIMEOUT : Span.parse("timeout", timeout, MOST_TIMEOUT)));
        @Nullable String watch = asked.textOrNull("for");
        if (watch != null) {
            exact.put("for", Span.write(Span.parse("for", watch, MOST_WATCH)));
        }
        return new Effect(tool, agent, environment, exact);
    }

    /** What is asked says it all; the address is only looked at when it is checked. */
    @Override
    public Effect prepareAgain(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context,
            Effect recorded) {
        return prepare(tool, agent, environment, arguments, context);
    }

    @Override
    public EffectCard describe(Effect effect, EffectContext context) {
        String watch = effect.textOrNull("for") == null ? "" : ", watched for " + effect.text("for");
        return new EffectCard(
                "check that " + effect.text("url") + " answers "
                        + effect.arguments().get("expect") + watch,
                "GET " + effect.text("url") + "\nexpect: " + effect.arguments().get("expect") + "\ntimeout: "
                        + effect.text("timeout") + (watch.isEmpty() ? "" : "\nfor: " + effect.text("for")),
                null,
                new Risk(Risk.Level.LOW, List.of()),
                "nothing to undo",
                "nothing: it only reads",
                null);
    }

    @Override
    public EffectOutcome perform(Effect effect, EffectContext context) {
        URI address = LoopbackUrl.parse(effect.text("url"));
        int expected = (Integer) effect.arguments().getOrDefault("expect", 200);
        try (var probe = new Probe(address)) {
            long began = System.nanoTime();
            Duration timeout = Span.parse("timeout", effect.text("timeout"), MOST_TIMEOUT);
            Probe.Sight seen = firstSuccess(probe, expected, began + timeout.toNanos());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            if (!seen.is(expected)) {
                return failed(address + " did not answer " + expected + " within " + Span.write(timeout), seen);
            }
            @Nullable String watch = effect.textOrNull("for");
            if (watch != null) {
                context.log().accept(address + " answers " + expected + "; watching it for " + watch);
                seen = watch(probe, expected, Span.parse("for", watch, MOST_WATCH));
                if (!seen.is(expected)) {
                    return failed(address + " stopped answering " + expected + " while watched for " + watch, seen);
                }
            }
            String summary = address + " answers " + expected + (watch == null ? "" : " and did so for " + watch);
            return new Done(
                    summary, Map.of("status", Integer.toString(expected), "millis", Long.toString(millis)), summary);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Failed(FailureClass.INFRASTRUCTURE, "interrupted while checking " + address);
        }
    }

    @Override
    public Lookup lookup(Effect effect, EffectContext context) {
        return new Lookup.DidNotHappen();
    }

    private static Probe.Sight firstSuccess(Probe probe, int expected, long deadline) throws InterruptedException {
        Probe.Sight seen = probe.look();
        while (!seen.is(expected) && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS) < deadline) {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            seen = probe.look();
        }
        return seen;
    }

    /** Looks every second and once at the end; returns the first sight that is not as expected, or else the last. */
    private static Probe.Sight watch(Probe probe, int expected, Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        Probe.Sight seen = probe.look();
        while (seen.is(expected)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return seen;
            }
            TimeUnit.MILLISECONDS.sleep(Math.min(left, WATCH_MILLIS));
            seen = probe.look();
        }
        return seen;
    }

    private static Failed failed(String what, Probe.Sight seen) {
        return new Failed(FailureClass.TEST_FAILED, what + "; last seen: " + seen.words());
    }

    private static Map<String, Argument> arguments() {
        var arguments = new LinkedHashMap<String, Argument>();
        arguments.put("url", Argument.required("string", "the address, on this machine"));
        arguments.put(
                "expect", Argument.optional("integer", "the HTTP status; default 200; redirects are not followed"));
        arguments.put("for", Argument.optional("string", "keep watching this long, e.g. 2m; at most 1h; default: not"));
        arguments.put(
                "timeout",
                Argument.optional(
                        "string", "how long to wait for the first success, e.g. 30s, the default; at most 10m"));
        return arguments;
    }
}
