package dev.builderos.runner.steps;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.egress.EgressRequest;
import dev.builderos.egress.Judge;
import dev.builderos.egress.Reach;
import dev.builderos.formats.HostPattern;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.NetworkUse;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.tools.CommandNetwork;
import dev.builderos.runner.tools.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one command: each is an effect of its own, judged by the policy and in the journal before anything of it
 * leaves, and again when it has ended. They are calls inside the call of the command, which is not done until they are.
 */
final class NetworkRequests implements Judge {
    private static final Logger LOG = Logger.getLogger(NetworkRequests.class);
    private static final int LONGEST_SHOWN = 200;

    private final StepContext step;
    private final String command;
    private final Decisions decisions;
    private final KnownSecrets redactor;
    private final List<HostPattern> privately;
    private final Injections injections;
    private final AtomicInteger number;

    private NetworkRequests(
            StepContext step,
            String command,
            Decisions decisions,
            KnownSecrets redactor,
            Plan.Network network,
            Secrets secrets) {
        this.step = step;
        this.command = command;
        this.decisions = decisions;
        this.redactor = redactor;
        this.privately = network.privately().stream()
                .flatMap(text -> HostPattern.parse(text).stream())
                .toList();
        this.injections = new Injections(network.inject(), secrets);
        this.number = new AtomicInteger(made());
    }

    /** What a command of this call may reach. */
    static CommandNetwork of(
            StepContext step, String command, Decisions decisions, KnownSecrets redactor, Secrets secrets) {
        Plan.Network network = step.plan().network(step.step().principal());
        return network == null
                ? nothing(List.of())
                : new CommandNetwork(
                        network.allow(),
                        network.inject().stream()
                                        .anyMatch(
                                                injection -> injection.scheme().equals("https"))
                                ? CommandNetwork.Tunnels.SOME_AT_THE_PROXY
                                : CommandNetwork.Tunnels.AT_THEIR_HOSTS,
                        new NetworkRequests(step, command, decisions, redactor, network, secrets));
    }

    /** The same hosts, of which none is reached: a replay makes no requests. */
    static CommandNetwork onRecord(StepContext step) {
        Plan.Network network = step.plan().network(step.step().principal());
        return nothing(network == null ? List.of() : network.allow());
    }

    private static CommandNetwork nothing(List<String> hosts) {
        return new CommandNetwork(
                hosts,
                CommandNetwork.Tunnels.AT_THEIR_HOSTS,
                request -> new Judge.Verdict.Refused("no-network", "this command has no network"));
    }

    private String prefix() {
        return command + "/net-";
    }

    /** A command that was cut off and starts again goes on counting. */
    private int made() {
        return (int) step.<Long>status(status -> status.calls().keySet().stream()
                        .filter(call -> call.startsWith(prefix()))
                        .count())
                .longValue();
    }

    @Override
    public Verdict judge(EgressRequest request) {
        if (redactor.redactor().find(request.host().text()).isPresent()) {
            // Nobody judges it: the question would be in the record, and the record is no place for a secret.
            return new Verdict.Refused("secret-in-host", "the name of the host holds the value of a secret");
        }
        Optional<Plan.Injection> injection = injections.of(request);
        Effect effect = effect(request, injection);
        String call = prefix() + number.incrementAndGet();
        Decision decision = decisions.decide(step, call, effect);
        step.append(
                new Fact.ToolCalled(
                        step.step().id(),
                        step.attempt(),
                        call,
                        effect,
                        effect.digest(),
                        NetworkUse.REQUEST + " " + shown(request)),
                new Fact.PolicyDecided(
                        step.step().id(),
                        step.attempt(),
                        call,
                        effect.digest(),
                        decision.verdict(),
                        decision.ruleId(),
                        decision.policyDigest(),
                        decision.sentence(),
                        decision.taint()));
        return switch (decision.verdict()) {
            case ALLOW -> allowed(call, request, effect, injection);
            case DENY -> new Verdict.Refused(decision.ruleId(), decision.sentence());
            case ASK ->
                new Verdict.Refused(
                        decision.ruleId(),
                        decision.sentence()
                                + "; nobody can be asked while a command runs, so this is a no: let the rule ask about"
                                + " `shell.exec` instead, or allow the request");
        };
    }

    private Verdict allowed(String call, EgressRequest request, Effect effect, Optional<Plan.Injection> injection) {
        try {
            return new Verdict.Allowed(permit(call, request, effect, injection.map(injections::addition)));
        } catch (Injections.MissingSecret missing) {
            String sentence = String.valueOf(missing.getMessage());
            step.append(completed(call, effect, request, new Ending.Refused("no-secret", sentence)));
            return new Verdict.Refused("no-secret", sentence);
        }
    }

    /** A secret in the path would be one in the journal. */
    private Effect effect(EgressRequest request, Optional<Plan.Injection> injection) {
        Map<String, Object> arguments = new TreeMap<>();
        arguments.put("method", request.method());
        arguments.put("scheme", request.scheme());
        arguments.put("host", request.host().text());
        arguments.put("port", request.port());
        if (request.path() != null) {
            arguments.put("path", redactor.redact(request.path()));
        }
        injection.ifPresent(added -> arguments.put("secret", added.secret()));
        Plan.Environment environment = step.step().environment();
        return new Effect(
                NetworkUse.REQUEST,
                step.step().principal(),
                environment == null ? null : environment.name(),
                arguments);
    }

    private String shown(EgressRequest request) {
        String text = redactor.redact(request.toString());
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN - 1) + "…" : text;
    }

    private Permit permit(String call, EgressRequest request, Effect effect, Optional<Addition> added) {
        Reach reach = request.host().address() != null
                ? Reach.NAMED_ADDRESS
                : privately.stream()
                                .anyMatch(
                                        pattern -> pattern.names(request.host().text()))
                        ? Reach.PRIVATE
                        : Reach.PUBLIC;
        return new Permit() {
            @Override
            public Reach reach() {
                return reach;
            }

            @Override
            public Optional<Addition> addition() {
                return added;
            }

            @Override
            public boolean opensTunnel() {
                return injections.isSeenInTunnel(request);
            }

            @Override
            public void ended(Ending ending) {
                try {
                    step.append(completed(call, effect, request, ending));
                } catch (RuntimeException over) {
                    LOG.warnf(
                            "how a request ended is not in the journal runId=%s stepId=%s reason=%s",
                            step.run(), step.step().id(), over.getMessage());
                }
            }
        };
    }

    private Fact.EffectCompleted completed(String call, Effect effect, EgressRequest request, Ending ending) {
        return switch (ending) {
            case Ending.Done(int status, Traffic traffic) ->
                completed(
                        call,
                        effect,
                        shown(request) + ": " + status + ", " + traffic.sent() + " bytes sent, " + traffic.received()
                                + " received",
                        null,
                        Map.of(
                                "status",
                                String.valueOf(status),
                                "sent",
                                String.valueOf(traffic.sent()),
                                "received",
                                String.valueOf(traffic.received())));
            case Ending.Refused(String rule, String sentence) ->
                completed(call, effect, rule + ": " + sentence, "policy_denied", Map.of());
            case Ending.Failed(String reason, Traffic traffic) ->
                completed(
                        call,
                        effect,
                        reason + " (" + traffic.sent() + " bytes sent, " + traffic.received() + " received)",
                        "transient",
                        Map.of());
        };
    }

    private Fact.EffectCompleted completed(
            String call, Effect effect, String summary, @Nullable String failureClass, Map<String, String> outputs) {
        return new Fact.EffectCompleted(
                step.step().id(),
                step.attempt(),
                call,
                effect.digest(),
                failureClass == null,
                summary,
                failureClass,
                null,
                outputs,
                false);
    }
}
