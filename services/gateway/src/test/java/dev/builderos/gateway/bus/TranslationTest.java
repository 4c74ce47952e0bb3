package dev.builderos.gateway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.team.TeamContracts;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TranslationTest {
    private static final String API = "dev.builderos.gateway.api.";

    /** Answers that go out over HTTP under their own name. */
    static Stream<Class<?>> answers() {
        return Stream.of(
                        RegistryContracts.all(),
                        TeamContracts.all(),
                        PolicyContracts.all(),
                        AuditContracts.all(),
                        RunnerContracts.all())
                .flatMap(List::stream)
                .filter(Contract.Request.class::isInstance)
                .<Class<?>>map(contract -> ((Contract.Request<?, ?>) contract).reply())
                .filter(reply -> existsInApi(reply.getSimpleName()))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyAnswerOfTheBusHasTheSameFieldsOverHttp(Class<?> answer) throws ClassNotFoundException {
        assertThat(shape(Class.forName(API + answer.getSimpleName()))).isEqualTo(shape(answer));
    }

    @Test
    void thereAreAnswersToCompare() {
        assertThat(answers()).hasSizeGreaterThan(12);
    }

    private static boolean existsInApi(String name) {
        try {
            Class.forName(API + name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Field names with the shapes of what is in them; ids, digests and roles are texts over HTTP. */
    private static Map<String, Object> shape(Class<?> type) {
        Map<String, Object> shape = new TreeMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            shape.put(component.getName(), shape(component.getGenericType()));
        }
        return shape;
    }

    private static Object shape(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments())
                    .map(TranslationTest::shape)
                    .toList();
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Role.class) {
            return String.class;
        }
        if (plain.isEnum()) {
            return Arrays.toString(plain.getEnumConstants());
        }
        boolean isText = plain.isRecord()
                && plain.getRecordComponents().length == 1
                && plain.getRecordComponents()[0].getName().equals("value");
        if (isText) {
            return String.class;
        }
        return plain.isRecord() ? shape(plain) : plain;
    }
}
