package dev.builderos.runner.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.Money;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.engine.Fact;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of fact, with the secret in every text it has. */
class FactRedactionTest {
    private static final String SECRET = "canary-of-a-fact";

    /** What only the engine and the files of the project say. */
    private static final Set<String> NAMES = Set.of(
            "agent",
            "baseCommit",
            "branch",
            "callId",
            "commit",
            "env",
            "environment",
            "failureClass",
            "headCommit",
            "idempotencyKey",
            "keyId",
            "kind",
            "lane",
            "name",
            "pipeline",
            "pipelinePath",
            "pipelineVersion",
            "root",
            "tree",
            "version");

    private final FactRedaction redaction = new FactRedaction(KnownSecrets.of(Map.of("API_TOKEN", SECRET)));

    static Stream<Class<?>> kinds() {
        return kinds(Fact.class);
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(FactRedactionTest::kinds);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void leavesTheSecretInNoTextOfAnyFact(Class<?> kind) throws ReflectiveOperationException {
        Fact fact = (Fact) full(kind);
        Set<String> before = new TreeSet<>();
        textsWithTheSecret("", fact.body(), before);

        Fact clean = redaction.apply(fact);

        Set<String> left = new TreeSet<>();
        textsWithTheSecret("", clean.body(), left);
        assertThat(left).isSubsetOf(NAMES);
        assertThat(clean.type()).isEqualTo(fact.type());
        before.removeAll(NAMES);
        if (!before.isEmpty()) {
            assertThat(clean.body().toString()).contains("[redacted:API_TOKEN]");
        }
    }

    @Test
    void leavesAFactAloneInWhichThereIsNothing() {
        Fact fact = new Fact.RunFailed(new StepId("build"), "it broke");

        assertThat(redaction.apply(fact)).isSameAs(fact);
    }

    @Test
    void doesNotBreakTheNamesByWhichARunGoesOn() {
        FactRedaction weak = new FactRedaction(KnownSecrets.of(Map.of("DB_PASSWORD", "builderos")));
        Fact fact = new Fact.RunStarted("builderos/01900000", "b".repeat(40));

        assertThat(weak.apply(fact)).isSameAs(fact);
    }

    /** The names of the fields that hold it; it may be the name of a field itself. */
    private static void textsWithTheSecret(String name, JsonNode node, Set<String> names) {
        if (node.isTextual() && node.textValue().contains(SECRET)) {
            names.add(name);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> {
                if (field.getKey().contains(SECRET)) {
                    names.add("a name in " + name);
                }
                textsWithTheSecret(field.getKey(), field.getValue(), names);
            });
        }
        if (node.isArray()) {
            node.forEach(each -> textsWithTheSecret(name, each, names));
        }
    }

    /** A value of this type that has the secret wherever there may be text. */
    private static Object full(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType of) {
            Type last = of.getActualTypeArguments()[of.getActualTypeArguments().length - 1];
            Object each = last == Object.class ? List.of(SECRET) : full(last);
            return of.getRawType() == List.class ? List.of(each) : Map.of(SECRET, each);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return "it is " + SECRET;
        }
        if (raw == Effect.class) {
            return new Effect("fs.read", "builder", null, Map.of("path", SECRET));
        }
        if (JsonNode.class.isAssignableFrom(raw)) {
            return ContractJson.tree(Map.of(SECRET, SECRET));
        }
        Object known = KNOWN.get(raw);
        if (known != null) {
            return known;
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        RecordComponent[] components = raw.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = components[i].getType();
            values[i] = full(components[i].getGenericType());
        }
        return raw.getDeclaredConstructor(types).newInstance(values);
    }

    private static final String ID = "01900000-0000-7000-8000-000000000001";
    private static final Map<Class<?>, Object> KNOWN = Map.ofEntries(
            Map.entry(RunId.class, new RunId(ID)),
            Map.entry(ApprovalId.class, new ApprovalId(ID)),
            Map.entry(OrgId.class, new OrgId("local")),
            Map.entry(ProjectId.class, new ProjectId("shop")),
            Map.entry(StepId.class, new StepId("build")),
            Map.entry(Digest.class, Digest.of("any")),
            Map.entry(Money.class, Money.of("1.50 USD")),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(Duration.class, Duration.ofMinutes(1)),
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(boolean.class, true),
            Map.entry(Boolean.class, true),
            Map.entry(Integer.class, 1),
            Map.entry(Long.class, 1L));
}
