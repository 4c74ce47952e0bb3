package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class OpenApiDocumentTest {
    private static final Map<String, Object> DOCUMENT = load();
    private static final Map<String, Object> SCHEMAS =
            map(map(DOCUMENT.get("components")).get("schemas"));

    /** What leads a browser elsewhere is of no use to programs. */
    private static final String FOR_BROWSERS = "302";

    /** Nested records and those named differently in the document. */
    private static final Map<String, Class<?>> NESTED = Map.ofEntries(
            Map.entry("GivenAnswer", ApprovalView.Given.class),
            Map.entry("PromptVersion", EffectOrigin.PromptVersion.class),
            Map.entry("DeskEntry", DeskList.Entry.class),
            Map.entry("PolicyTestCase", PolicyTestReport.Case.class),
            Map.entry("DeploymentEntry", DeploymentList.Entry.class),
            Map.entry("StatusCheck", ServerStatus.Check.class),
            Map.entry("SandboxStatus", ServerStatus.Sandbox.class),
            Map.entry("ModelStatus", ServerStatus.Model.class),
            Map.entry("RunCounts", ServerStatus.Runs.class),
            Map.entry("ExplainedPart", Explanation.Part.class),
            Map.entry("DecisionChange", DecisionChanges.Change.class),
            Map.entry("BroughtOutcome", RunBrought.Outcome.class),
            Map.entry("BroughtPromptOutcome", BroughtPrompt.Outcome.class));

    static Stream<String> schemas() {
        return SCHEMAS.keySet().stream().filter(name -> !name.equals("Digest"));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everySchemaHasTheShapeOfItsRecord(String name) throws ClassNotFoundException {
        Class<?> type = NESTED.containsKey(name)
                ? NESTED.get(name)
                : Class.forName(OpenApiDocumentTest.class.getPackageName() + "." + name);
        Map<String, Object> schema = map(SCHEMAS.get(name));

        if (type.isEnum()) {
            assertThat((Collection<?>) schema.get("enum"))
                    .extracting(Object::toString)
                    .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .toList());
            return;
        }
        assertThat(map(schema.get("properties")).keySet())
                .containsExactlyElementsOf(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        Object required = schema.getOrDefault("required", List.of());
        assertThat((Collection<?>) required)
                .extracting(Object::toString)
                .containsExactlyElementsOf(Arrays.stream(type.getRecordComponents())
                        .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void everyOperationHasItsMethodInAClientAndTheOtherWayRound() {
        Set<String> operations = new TreeSet<>();
        for (Object path : map(DOCUMENT.get("paths")).values()) {
            for (Object operation : map(path).values()) {
                if (!map(map(operation).get("responses")).containsKey(FOR_BROWSERS)) {
                    operations.add(map(operation).get("operationId").toString());
                }
            }
        }

        Set<String> methods = Stream.of(GatewayClient.class, TeamClient.class, HooksClient.class, RemoteClient.class)
                .flatMap(client -> Arrays.stream(client.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !name.equals("close"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(operations).isEqualTo(methods);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(references(DOCUMENT)).isNotEmpty().allSatisfy(reference -> {
            Object at = DOCUMENT;
            for (String part : reference.substring(2).split("/", -1)) {
                at = map(at).get(part);
                assertThat(at).as(reference).isNotNull();
            }
        });
    }

    @Test
    void everyPostMayCarryAnIdempotencyKey() {
        map(DOCUMENT.get("paths")).forEach((path, operations) -> {
            Object post = map(operations).get("post");
            if (post != null) {
                assertThat(map(post).get("parameters").toString()).as(path).contains("IdempotencyKey");
            }
        });
    }

    private static List<String> references(Object node) {
        return switch (node) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .flatMap(entry -> entry.getKey().equals("$ref")
                                ? Stream.of(entry.getValue().toString())
                                : references(entry.getValue()).stream())
                        .toList();
            case Collection<?> list ->
                list.stream().flatMap(item -> references(item).stream()).toList();
            default -> List.of();
        };
    }

    private static Map<String, Object> load() {
        try (InputStream in = OpenApiDocumentTest.class.getResourceAsStream("/openapi/builderos.yaml")) {
            return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return (Map<String, Object>) node;
    }
}
