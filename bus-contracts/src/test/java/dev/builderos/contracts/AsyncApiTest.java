package dev.builderos.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.team.TeamContracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bus as an AsyncAPI 3.0 document, generated from the contracts; {@code -Dgolden.update=true} writes it anew. */
class AsyncApiTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path DOCUMENT = RESOURCES.resolve("asyncapi/builderos.asyncapi.json");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final String SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12";

    private static List<Contract<?>> contracts() {
        return Stream.of(
                        PolicyContracts.all(),
                        AuditContracts.all(),
                        RegistryContracts.all(),
                        TeamContracts.all(),
                        RunnerContracts.all())
                .flatMap(Collection::stream)
                .sorted(Comparator.<Contract<?>, String>comparing(Contract::stem))
                .toList();
    }

    @Test
    void theDocumentIsTheCommittedOne() throws IOException {
        String generated = document().toPrettyString() + "\n";
        if (UPDATE) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, generated);
        }

        assertThat(DOCUMENT).as("run with -Dgolden.update=true to write it").exists();
        assertThat(generated).isEqualTo(Files.readString(DOCUMENT));
    }

    @Test
    void whatItPointsToIsThere() {
        ObjectNode document = document();

        List<String> pointers = document.findValues("$ref").stream()
                .map(JsonNode::asText)
                .distinct()
                .toList();

        assertThat(pointers).hasSizeGreaterThan(100).allSatisfy(pointer -> {
            if (pointer.startsWith("#")) {
                assertThat(document.at(pointer.substring(1)).isMissingNode())
                        .as(pointer)
                        .isFalse();
            } else {
                assertThat(DOCUMENT.resolveSibling(pointer).normalize()).exists();
            }
        });
    }

    private static ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "The bus of BuilderOS")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "What services say to each other over NATS. Fields are only added, and only optional ones; whoever reads"
                                + " ignores those it does not know.");
        document.put("defaultContentType", "application/json");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode messages = document.putObject("components").putObject("messages");
        for (Contract<?> contract : contracts()) {
            String stem = contract.stem();
            channel(channels, stem, stem + ".{org}.{entity}");
            message(messages, stem);
            ObjectNode operation = operations
                    .putObject(stem)
                    .put(
                            "action",
                            contract instanceof Contract.Event || contract instanceof Contract.Live
                                    ? "send"
                                    : "receive")
                    .put("summary", summary(contract));
            operation.putObject("channel").put("$ref", "#/channels/" + stem);
            operation.putArray("messages").addObject().put("$ref", "#/channels/" + stem + "/messages/said");
            if (contract instanceof Contract.Request) {
                String reply = stem + ".reply";
                channel(channels, reply, null);
                message(messages, reply);
                ObjectNode answer = operation.putObject("reply");
                answer.putObject("channel").put("$ref", "#/channels/" + reply);
                answer.putArray("messages").addObject().put("$ref", "#/channels/" + reply + "/messages/said");
            }
        }
        return document;
    }

    private static String summary(Contract<?> contract) {
        return switch (contract) {
            case Contract.Request<?, ?> ignored ->
                "asked of " + contract.domain()
                        + ", which answers before the caller's deadline, to the address the request names";
            case Contract.Order<?> ignored -> "handed to " + contract.domain() + ", at least once";
            case Contract.Event<?> ignored ->
                contract.domain() + " tells whoever wants to know, at least once, after the commit";
            case Contract.Live<?> ignored -> contract.domain() + " tells whoever listens now; it may be missed";
        };
    }

    private static void channel(ObjectNode channels, String name, String address) {
        ObjectNode channel = channels.putObject(name).put("address", address);
        if (address != null) {
            ObjectNode parameters = channel.putObject("parameters");
            parameters.putObject("org").put("description", "The org it is about.");
            parameters.putObject("entity").put("description", "The id of what it is about, or `all`.");
        }
        channel.putObject("messages").putObject("said").put("$ref", "#/components/messages/" + name);
    }

    private static void message(ObjectNode messages, String name) {
        ObjectNode payload = messages.putObject(name).put("name", name).putObject("payload");
        payload.put("schemaFormat", SCHEMA_FORMAT);
        payload.putObject("schema").put("$ref", "../schemas/" + name + ".schema.json");
    }
}
