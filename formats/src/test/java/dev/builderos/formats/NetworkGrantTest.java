package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkGrantTest {
    private static Parsed<PolicyDefinition> parse(String secrets, String network) {
        return Formats.parsePolicy(new SourceText("builderos.policy.yaml", """
                kind: builderos/policy@v1
                agents:
                  builder:
                    secrets: %s
                    network: %s
                """.formatted(secrets, network)));
    }

    @Test
    void readsHostsAndWhatIsAddedToTheirRequests() {
        Parsed<PolicyDefinition> parsed = parse("[KEY, TOKEN]", """
                { allow: [API.example.com], private: [db.internal], inject: [
                  { secret: KEY, host: API.example.com, header: "Authorization: Bearer ${secret}" },
                  { secret: TOKEN, host: "10.0.0.5:8080", scheme: http, methods: [POST], header: "X-Token:${secret}" } ] }
                """.strip().replace("\n", " "));

        AgentGrant.NetworkGrant network = ((Parsed.Ok<PolicyDefinition>) parsed)
                .value()
                .agents()
                .get("builder")
                .network();
        assertThat(network.allow()).extracting(HostPattern::text).containsExactly("api.example.com");
        assertThat(network.privately()).extracting(HostPattern::text).containsExactly("db.internal");
        assertThat(network.inject())
                .containsExactly(
                        new AgentGrant.Injection(
                                "KEY",
                                HostPattern.parse("api.example.com").orElseThrow(),
                                AgentGrant.Injection.Scheme.HTTPS,
                                List.of("GET", "HEAD"),
                                "Authorization",
                                "Bearer ${secret}"),
                        new AgentGrant.Injection(
                                "TOKEN",
                                HostPattern.parse("10.0.0.5:8080").orElseThrow(),
                                AgentGrant.Injection.Scheme.HTTP,
                                List.of("POST"),
                                "X-Token",
                                "${secret}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ secret: OTHER, host: a.example, header: 'X: ${secret}' } | the secret `OTHER` is not among `secrets`",
                "{ secret: KEY, host: '*.example', header: 'X: ${secret}' } | must be one host",
                "{ secret: KEY, host: a.example, header: 'X: nothing' } | must be a header",
                "{ secret: KEY, host: a.example, header: '${secret}: X' } | must be a header",
                "{ secret: KEY, host: a.example, header: 'X: ${secret} ${secret}' } | must be a header",
                "{ secret: KEY, host: a.example, header: 'X: ${other}' } | must be a header",
                "{ secret: KEY, host: a.example, methods: [get], header: 'X: ${secret}' } | must be a method",
                "{ secret: KEY, host: a.example, methods: [], header: 'X: ${secret}' } | must not be empty",
                "{ secret: KEY, host: a.example, scheme: ftp, header: 'X: ${secret}' } | must be one of `https`, `http`",
                "{ secret: KEY, header: 'X: ${secret}' } | host",
            })
    void saysWhatCannotBeAdded(String injection, String problem) {
        Parsed<PolicyDefinition> parsed = parse("[KEY]", "{ allow: [a.example], inject: [ " + injection + " ] }");

        assertThat(((Parsed.Invalid<PolicyDefinition>) parsed).problems())
                .singleElement()
                .asString()
                .contains(problem);
    }
}
