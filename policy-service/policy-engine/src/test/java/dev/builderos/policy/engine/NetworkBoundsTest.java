package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkBoundsTest {
    private static final String ADDED =
            "{ secret: KEY, host: api.example.com, methods: [GET], header: \"Authorization: Bearer ${secret}\" }";

    private static String agent(String network) {
        return """
                kind: builderos/policy@v1
                agents:
                  builder: { tools: [shell.exec], secrets: [KEY, OTHER], network: { allow: ["*.example.com"], %s } }
                """.formatted(network);
    }

    private static List<String> problems(String project, String org) {
        return switch (CompiledPolicy.compile(
                new SourceText("builderos.policy.yaml", project), new SourceText("org.policy.yaml", org))) {
            case Parsed.Ok<CompiledPolicy> ignored -> List.of();
            case Parsed.Invalid<CompiledPolicy>(List<Problem> problems) ->
                problems.stream().map(Problem::render).toList();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "db.example.com, db.example.com, true",
        "db.example.com, *.example.com, true",
        "*.in.example.com, *.example.com, true",
        "*.example.com, *.example.com, true",
        "db.example.com, '', false",
        "db.example.com, api.example.com, false",
        "*.db.example.com, db.example.com, false",
        "*.example.com, *.in.example.com, false",
    })
    void aHostIsAtAPrivateAddressOnlyWhereTheOrgLetsIt(String host, String bound, boolean taken) {
        List<String> problems = problems(
                agent("private: [\"" + host + "\"]"),
                agent("private: [" + (bound.isEmpty() ? "" : "\"" + bound + "\"") + "]"));

        assertThat(problems.isEmpty()).as("%s", problems).isEqualTo(taken);
    }

    @Test
    void aSecretIsAddedOnlyAsTheOrgLetsIt() {
        assertThat(problems(agent("inject: [" + ADDED + "]"), agent("inject: [" + ADDED + "]")))
                .isEmpty();
        assertThat(problems(
                        agent("inject: [" + ADDED + "]"),
                        agent("inject: [" + ADDED.replace("[GET]", "[GET, POST]") + "]")))
                .isEmpty();
        assertThat(problems(agent("inject: [" + ADDED + "]"), agent("inject: []")))
                .singleElement()
                .asString()
                .startsWith("builderos.policy.yaml:3:")
                .contains("agents.builder.network.inject has the secret KEY for `api.example.com`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEY -> OTHER",
                "api.example.com -> evil.example.com",
                "[GET] -> [GET, POST]",
                "Authorization: -> X-Echo:",
                "Bearer -> Basic",
                "{ secret -> { scheme: http, secret",
            })
    void aSecretIsAddedInNoOtherWay(String change) {
        String[] parts = change.split(" -> ", -1);

        assertThat(problems(
                        agent("inject: [" + ADDED.replace(parts[0], parts[1]) + "]"), agent("inject: [" + ADDED + "]")))
                .hasSize(1);
    }

    @Test
    void anOrgThatSaysNothingOfAnAgentsNetworkBoundsItInNoSuchWay() {
        String project = agent("private: [\"db.example.com\"], inject: [" + ADDED + "]");

        assertThat(problems(project, "kind: builderos/policy@v1\nagents: { other: { tools: [fs.read] } }\n"))
                .isEmpty();
        assertThat(problems(project, "kind: builderos/policy@v1\nagents: { builder: { tools: [fs.read] } }\n"))
                .as("it reaches no host at all")
                .isEmpty();
    }
}
