package dev.builderos.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.team.TeamContracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dgolden.update=true} writes the schemas anew, and first examples where there are none. */
class ContractSchemasTest {
    private static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    /** A message of a contract: what is said, or what is answered. */
    record Said(String name, Class<?> type) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Said> everythingSaid() {
        return Stream.of(
                        PolicyContracts.all(),
                        AuditContracts.all(),
                        RegistryContracts.all(),
                        TeamContracts.all(),
                        RunnerContracts.all())
                .flatMap(Collection::stream)
                .flatMap(contract -> switch (contract) {
                    case Contract.Request<?, ?> request ->
                        Stream.of(
                                new Said(request.stem(), request.type()),
                                new Said(request.stem() + ".reply", request.reply()));
                    case Contract.Order<?> order -> Stream.of(new Said(order.stem(), order.type()));
                    case Contract.Event<?> event -> Stream.of(new Said(event.stem(), event.type()));
                    case Contract.Live<?> live -> Stream.of(new Said(live.stem(), live.type()));
                })
                .toList();
    }

    private static String pretty(JsonNode json) {
        return json.toPrettyString() + "\n";
    }

    @ParameterizedTest
    @MethodSource("everythingSaid")
    void writesDownWhatTheRecordSays(Said said) throws IOException {
        Path file = SCHEMAS.resolve(said.name() + ".schema.json");
        ObjectNode schema = ContractSchemas.of(said.name(), said.type());
        if (UPDATE) {
            Files.createDirectories(SCHEMAS);
            Files.writeString(file, pretty(schema));
        }

        assertThat(file).as("run with -Dgolden.update=true to write it").exists();
        assertThat(Files.readString(file)).isEqualTo(pretty(schema));
    }

    @ParameterizedTest
    @MethodSource("everythingSaid")
    void hasAnExampleThatIsValidAndSurvivesReading(Said said) throws IOException {
        Path file = SCHEMAS.resolve(said.name() + ".example.json");
        ObjectNode schema = ContractSchemas.of(said.name(), said.type());
        if (UPDATE && !Files.exists(file)) {
            Files.createDirectories(SCHEMAS);
            Files.writeString(file, pretty(FirstExample.of(schema)));
        }

        assertThat(file).as("run with -Dgolden.update=true to write it").exists();
        String example = Files.readString(file);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(ContractJson.mapper().readTree(example)))
                .isEmpty();
        Object read = ContractJson.read(Files.readAllBytes(file), said.type());
        assertThat(ContractJson.mapper().readTree(ContractJson.write(read)))
                .isEqualTo(ContractJson.mapper().readTree(example));
    }

    @Test
    void keepsNoSchemaOfAContractThatIsGone() throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        everythingSaid().forEach(said -> {
            expected.add(said.name() + ".schema.json");
            expected.add(said.name() + ".example.json");
        });
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(expected::contains);
        }
    }
}
