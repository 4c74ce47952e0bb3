package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkHostsTest {
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: [shell.exec]
                network: { allow: ["api.example.com", "*.internal.example.com", "10.0.0.5:8080"] }
                secrets: [KEY]
              greedy: { tools: ["*", "net.request", "net.*"] }
            rules:
              - id: no-deletes
                on: net.request
                when: effect.method == "DELETE"
                deny: "nothing is deleted over the network"
              - id: ask-for-uploads
                on: net.*
                when: effect.method == "PUT" && effect.host.endsWith(".internal.example.com")
                ask: { from: [Owner] }
            """;

    private static Decision decide(String method, String scheme, String host, Object port) {
        return Policies.decide(
                POLICY,
                Policies.effect(
                        "net.request",
                        null,
                        Map.of("method", method, "scheme", scheme, "host", host, "port", port, "path", "/")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, https, api.example.com, 443, ALLOW, agent-grant",
        "GET, http, api.example.com, 80, ALLOW, agent-grant",
        "CONNECT, https, a.internal.example.com, 443, ALLOW, agent-grant",
        "GET, http, 10.0.0.5, 8080, ALLOW, agent-grant",
        "CONNECT, https, api.example.com, 22, DENY, default-deny",
        "GET, http, api.example.com, 443, DENY, default-deny",
        "GET, https, evil.example.com, 443, DENY, default-deny",
        "GET, https, internal.example.com, 443, DENY, default-deny",
        "GET, http, 10.0.0.5, 80, DENY, default-deny",
        "GET, https, API.example.com, 443, DENY, default-deny",
        "GET, https, api.example.com., 443, DENY, default-deny",
        "DELETE, https, api.example.com, 443, DENY, no-deletes",
        "DELETE, https, evil.example.com, 443, DENY, default-deny",
        "PUT, https, a.internal.example.com, 443, ASK, ask-for-uploads",
        "PUT, https, api.example.com, 443, ALLOW, agent-grant",
    })
    void judgesRequestsByGrantAndRule(
            String method, String scheme, String host, int port, Verdict verdict, String ruleId) {
        Decision decision = decide(method, scheme, host, port);

        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
        assertThat(decision.ruleId()).isEqualTo(ruleId);
    }

    @ParameterizedTest
    @CsvSource({"KEY, ALLOW", "OTHER, DENY", "'', DENY"})
    void aRequestGetsOnlyASecretThatIsGranted(String secret, Verdict verdict) {
        Decision decision = Policies.decide(
                POLICY,
                Policies.effect(
                        "net.request",
                        null,
                        Map.of(
                                "method",
                                "GET",
                                "scheme",
                                "https",
                                "host",
                                "api.example.com",
                                "port",
                                443,
                                "secret",
                                secret)));

        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
    }

    @Test
    void noToolPatternStandsForHosts() {
        Decision decision = Policies.compile(POLICY)
                .decide(
                        new dev.builderos.contracts.effect.Effect(
                                "net.request",
                                "greedy",
                                null,
                                Map.of("method", "GET", "scheme", "https", "host", "api.example.com", "port", 443)),
                        Policies.CONTEXT);

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    }

    @Test
    void saysWhatToAdd() {
        assertThat(decide("GET", "https", "new.example.com", 443).sentence())
                .endsWith("add `new.example.com` to agents.builder.network.allow");
        assertThat(decide("CONNECT", "https", "new.example.com", 8443).sentence())
                .endsWith("add `new.example.com:8443` to agents.builder.network.allow");
        assertThat(decide("GET", "http", "new.example.com", 80).sentence())
                .endsWith("add `new.example.com` to agents.builder.network.allow");
        assertThat(decide("GET", "http", "new.example.com", 443).sentence())
                .endsWith("add `new.example.com:443` to agents.builder.network.allow");
    }

    @Test
    void deniesWhatDoesNotSayWhereItGoes() {
        assertThat(decide("GET", "https", "api.example.com", "443").verdict()).isEqualTo(Verdict.DENY);
        assertThat(Policies.decide(POLICY, Policies.effect("net.request", null, Map.of()))
                        .verdict())
                .isEqualTo(Verdict.DENY);
    }

    @Test
    void refusesPatternsThatMeanNoHost() {
        assertThat(Policies.problems("""
                kind: builderos/policy@v1
                agents:
                  builder: { network: { allow: ["127.1"], private: ["*.0.0.1"] } }
                """))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("must be a host"));
    }
}
