package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.Condition;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.RuleDefinition;
import dev.builderos.formats.SourceText;
import dev.builderos.formats.VolumeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random policies and effects; the seed stands in every failure. */
class PrecedencePropertyTest {
    private static final int CASES = 10_000;
    private static final List<String> TOOLS = List.of("shell.exec", "git.push", "deploy.release", "memory.read");
    private static final List<String> PATTERNS =
            List.of("shell.exec", "git.push", "git.*", "deploy.*", "deploy.release", "*", "memory.*");
    private static final List<String> ROLES = List.of("Reviewer", "Admin", "Owner", "Operator");

    /** What each condition says of an effect: true, false, or null where it cannot be evaluated. */
    private static final List<String> CONDITIONS =
            List.of("true", "false", "env == \"prod\"", "effect.flag", "effect.missing == 1", "agent == \"builder\"");

    private static @Nullable Boolean naiveCondition(@Nullable String condition, Effect effect) {
        return switch (condition) {
            case null -> Boolean.TRUE;
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case "env == \"prod\"" -> "prod".equals(effect.environment());
            case "effect.flag" -> (Boolean) effect.arguments().get("flag");
            case "effect.missing == 1" -> null;
            default -> effect.agent().equals("builder");
        };
    }

    @Test
    void agreesWithANaiveReading() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            PolicyDefinition definition = policy(random);
            Effect effect = effect(random);

            Decision decision = compiled(definition).decide(effect, Policies.CONTEXT);

            assertThat(outline(decision)).as("seed %d", seed).isEqualTo(naive(definition, effect));
        }
    }

    @Test
    void noRuleEverLoosens() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            PolicyDefinition before = policy(random);
            Effect effect = effect(random);
            List<RuleDefinition> more = new ArrayList<>(before.rules());
            more.add(random.nextInt(more.size() + 1), rule(random, 99));
            PolicyDefinition after =
                    new PolicyDefinition(before.agents(), null, Map.of(), Map.of(), more, List.of(), before.source());

            Decision was = compiled(before).decide(effect, Policies.CONTEXT);
            Decision is = compiled(after).decide(effect, Policies.CONTEXT);

            assertThat(is.verdict()).as("seed %d", seed).isGreaterThanOrEqualTo(was.verdict());
            if (was.verdict() == Verdict.ASK && is.verdict() == Verdict.ASK) {
                ApprovalRequirement old = Objects.requireNonNull(was.requirement());
                ApprovalRequirement now = Objects.requireNonNull(is.requirement());
                assertThat(now.approvals()).as("seed %d", seed).isGreaterThanOrEqualTo(old.approvals());
                assertThat(old.from()).as("seed %d", seed).containsAll(now.from());
                assertThat(now.not()).as("seed %d", seed).containsAll(old.not());
                assertThat(now.expires()).as("seed %d", seed).isLessThanOrEqualTo(old.expires());
            }
        }
    }

    /** The semantics once more, spelled out with sets and without regard for anything but the outcome. */
    private static String naive(PolicyDefinition policy, Effect effect) {
        AgentGrant grant = policy.agents().get(effect.agent());
        if (grant == null || grant.tools().stream().noneMatch(tool -> naiveMatch(tool, effect.tool()))) {
            return "DENY";
        }
        int approvals = 0;
        Set<String> from = new HashSet<>(ROLES);
        Set<String> not = new HashSet<>();
        Duration expires = Duration.ofDays(999);
        boolean pushed = effect.tool().equals("git.push")
                && "main".equals(effect.arguments().get("branch"));
        boolean released = effect.tool().equals("deploy.release") && "prod".equals(effect.environment());
        if (pushed || released) {
            approvals = 1;
            from.remove("Operator");
            expires = Duration.ofHours(24);
        }
        for (RuleDefinition rule : policy.rules()) {
            if (!naiveMatch(rule.on(), effect.tool())) {
                continue;
            }
            Boolean holds =
                    naiveCondition(rule.when() == null ? null : rule.when().text(), effect);
            if (holds == null) {
                return "DENY";
            }
            if (holds) {
                switch (rule.verdict()) {
                    case dev.builderos.formats.Verdict.DenyRule _ -> {
                        return "DENY";
                    }
                    case dev.builderos.formats.Verdict.AskRule ask -> {
                        approvals = Math.max(approvals, ask.approvals());
                        from.retainAll(ask.from());
                        not.addAll(ask.not());
                        Duration asked = Objects.requireNonNullElse(ask.expires(), Duration.ofHours(24));
                        expires = asked.compareTo(expires) < 0 ? asked : expires;
                    }
                    case dev.builderos.formats.Verdict.AllowRule _ -> {}
                }
            }
        }
        if (approvals == 0) {
            return "ALLOW";
        }
        return from.isEmpty() ? "DENY" : "ASK " + approvals + " " + from + " " + not + " " + expires;
    }

    private static boolean naiveMatch(String pattern, String tool) {
        return tool.matches(pattern.replace(".", "\\.").replace("*", ".*"));
    }

    private static String outline(Decision decision) {
        ApprovalRequirement requirement = decision.requirement();
        return requirement == null
                ? decision.verdict().name()
                : "ASK " + requirement.approvals() + " " + new HashSet<>(requirement.from()) + " "
                        + new HashSet<>(requirement.not()) + " " + requirement.expires();
    }

    private static CompiledPolicy compiled(PolicyDefinition definition) {
        if (CompiledPolicy.compile(definition) instanceof Parsed.Ok<CompiledPolicy>(CompiledPolicy policy)) {
            return policy;
        }
        throw new AssertionError("does not compile");
    }

    private static PolicyDefinition policy(Random random) {
        List<String> tools = random.nextInt(5) == 0 ? List.of("memory.*", "git.push") : List.of("*");
        AgentGrant grant = new AgentGrant(
                tools,
                new AgentGrant.PathGrant(List.of(), List.of(), List.of()),
                AgentGrant.NetworkGrant.NONE,
                List.of(),
                VolumeLimits.NONE,
                Position.START);
        List<RuleDefinition> rules = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            rules.add(rule(random, i));
        }
        return new PolicyDefinition(
                Map.of("builder", grant),
                null,
                Map.of(),
                Map.of(),
                rules,
                List.of(),
                new SourceText("builderos.policy.yaml", "text"));
    }

    private static RuleDefinition rule(Random random, int number) {
        String condition = random.nextInt(3) == 0 ? null : pick(random, CONDITIONS);
        dev.builderos.formats.Verdict verdict = switch (random.nextInt(5)) {
            case 0 -> new dev.builderos.formats.Verdict.DenyRule("no");
            case 1 -> new dev.builderos.formats.Verdict.AllowRule();
            default ->
                new dev.builderos.formats.Verdict.AskRule(
                        1 + random.nextInt(3),
                        some(random, ROLES),
                        random.nextBoolean() ? List.of("requester") : List.of(),
                        random.nextBoolean() ? Duration.ofHours(1 + random.nextInt(48)) : null);
        };
        return new RuleDefinition(
                "rule" + number,
                pick(random, PATTERNS),
                condition == null ? null : new Condition(condition, Position.START),
                verdict,
                Position.START);
    }

    private static Effect effect(Random random) {
        return new Effect(
                pick(random, TOOLS),
                random.nextInt(10) == 0 ? "stranger" : "builder",
                random.nextBoolean() ? "prod" : null,
                Map.of("branch", random.nextBoolean() ? "main" : "feature", "flag", random.nextBoolean()));
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static List<String> some(Random random, List<String> from) {
        List<String> chosen =
                from.stream().filter(role -> random.nextInt(3) > 0).toList();
        return chosen.isEmpty() ? List.of("Owner") : chosen;
    }
}
