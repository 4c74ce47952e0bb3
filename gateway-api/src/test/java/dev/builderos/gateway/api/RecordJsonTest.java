package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {
    private static final int SAMPLES = 20;

    /** All records of the interface, those within others too. */
    static Stream<Class<?>> records() throws Exception {
        Path classes = Path.of(GatewayClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> records = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                classes.resolve(GatewayClient.class.getPackageName().replace('.', '/')), "*.class")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName(GatewayClient.class.getPackageName() + "." + name);
                if (type.isRecord() && Arrays.stream(type.getRecordComponents()).allMatch(RecordJsonTest::isSaid)) {
                    records.add(type);
                }
            }
        }
        assertThat(records).hasSizeGreaterThan(40);
        return records.stream();
    }

    @ParameterizedTest
    @MethodSource("records")
    void readsAndWritesEveryRecordAsTheObjectMapperDoes(Class<?> type) throws Exception {
        Random random = new Random(type.getName().hashCode());
        for (int i = 0; i < SAMPLES; i++) {
            Object value = sample(type, random);

            byte[] written = RecordJson.write(value);

            assertThat(GatewayJson.mapper().readTree(written))
                    .isEqualTo(GatewayJson.mapper().readTree(GatewayJson.write(value)));
            assertThat(RecordJson.read(written, type)).isEqualTo(value).isEqualTo(GatewayJson.read(written, type));
        }
    }

    @Test
    void ignoresFieldsItDoesNotKnow() throws IOException {
        byte[] json = bytes("{\"new\":{\"deep\":[1,{}]},\"digest\":\"sha256:1\",\"other\":null}");

        assertThat(RecordJson.read(json, SnapshotStored.class)).isEqualTo(new SnapshotStored("sha256:1"));
    }

    @Test
    void readsFreeValuesAsTheyAre() throws IOException {
        String free = "{\"a\":1,\"b\":[true,null,\"c\",1.5],\"d\":{\"e\":9007199254740993}}";
        byte[] json = bytes("{\"project\":\"p\",\"snapshot\":\"s\",\"pipeline\":\"q\",\"inputs\":" + free + "}");

        assertThat(RecordJson.read(json, StartRun.class)).isEqualTo(GatewayJson.read(json, StartRun.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"n\":1",
                "{\"at\":\"2026-01-01T00:00:00Z\",\"stream\":\"out\",\"text\":\"the number is missing\"}",
                "{\"n\":null,\"at\":\"2026-01-01T00:00:00Z\",\"stream\":\"out\",\"text\":\"\"}",
                "{\"n\":\"one\",\"at\":\"2026-01-01T00:00:00Z\",\"stream\":\"out\",\"text\":\"\"}",
                "{\"n\":1,\"at\":\"yesterday\",\"stream\":\"out\",\"text\":\"\"}",
                "{\"n\":1,\"at\":\"2026-01-01T00:00:00Z\",\"stream\":[],\"text\":\"\"}"
            })
    void refusesWhatTheObjectMapperRefuses(String json) {
        assertThatThrownBy(() -> GatewayJson.read(bytes(json), LogLine.class)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RecordJson.read(bytes(json), LogLine.class)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAChoiceThatIsNone() {
        assertThatThrownBy(() -> RecordJson.read(bytes("\"PERHAPS\""), RunState.class))
                .isInstanceOf(IOException.class);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isSaid(RecordComponent component) {
        Class<?> type = component.getType();
        return type.isPrimitive()
                || type.isEnum()
                || type.isRecord()
                || List.of(
                                String.class,
                                Boolean.class,
                                Integer.class,
                                Long.class,
                                Instant.class,
                                Duration.class,
                                List.class,
                                Map.class,
                                JsonNode.class)
                        .contains(type);
    }

    /** A value of a type; what a record refuses is made again. */
    private static Object sample(Type type, Random random) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                values.add(sample(element, random));
            }
            if (generic.getRawType() == List.class) {
                return values;
            }
            Map<String, Object> map = new LinkedHashMap<>();
            values.forEach(value -> map.put("key" + map.size(), value));
            return map;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return record(plain, random);
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        return switch (plain.getSimpleName()) {
            case "boolean", "Boolean" -> random.nextBoolean();
            case "int", "Integer" -> random.nextInt(1, 1_000_000);
            case "long", "Long" -> random.nextLong(1, Long.MAX_VALUE);
            case "Instant" -> Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
            case "Duration" -> Duration.ofMillis(random.nextInt());
            case "JsonNode" -> GatewayJson.mapper().createObjectNode().put("n", random.nextInt());
            default -> "text \"" + (char) random.nextInt(0x20, 0x2000) + "\n\t" + random.nextInt();
        };
    }

    private static Object record(Class<?> type, Random random) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        for (int attempt = 1; ; attempt++) {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                boolean absent =
                        components[i].getAnnotatedType().isAnnotationPresent(org.jspecify.annotations.Nullable.class)
                                && random.nextBoolean();
                values[i] = absent ? null : sample(components[i].getGenericType(), random);
            }
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }
}
