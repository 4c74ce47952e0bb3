package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkGuardTest {
    private static final String DENY_ALL = "{podSelector: {}, policyTypes: [Ingress, Egress]}";

    private static List<NetworkPolicy> policies(String... specs) {
        return Stream.of(specs)
                .map(spec -> Serialization.unmarshal(
                        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: names}\nspec: " + spec,
                        NetworkPolicy.class))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DENY_ALL,
                "{podSelector: {matchLabels: {app.kubernetes.io/name: builderos-command}}, policyTypes: [Ingress, Egress]}"
            })
    void denyingBothWaysIsEnough(String spec) {
        assertThat(NetworkGuard.gap(policies(spec))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{podSelector: {}, policyTypes: [Ingress]}",
                "{podSelector: {}, policyTypes: [Egress]}",
                "{podSelector: {matchLabels: {app.kubernetes.io/name: runner}}, policyTypes: [Ingress, Egress]}",
                "{podSelector: {matchLabels: {builderos.dev/org: acme}}, policyTypes: [Ingress, Egress]}",
                "{podSelector: {matchExpressions: [{key: builderos.dev/run, operator: Exists}]}, policyTypes: [Ingress, Egress]}"
            })
    void denyingLessIsNot(String spec) {
        assertThat(NetworkGuard.gap(policies(spec)))
                .hasValueSatisfying(gap -> assertThat(gap).contains("denies everything"));
    }

    @Test
    void noPolicyIsNot() {
        assertThat(NetworkGuard.gap(List.of())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53}]}]}",
                "{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}",
                "{podSelector: {matchLabels: {builderos.dev/org: acme}}, policyTypes: [Egress], egress: [{}]}",
                "{podSelector: {matchExpressions: [{key: app.kubernetes.io/name, operator: In, values: [builderos-command]}]}, policyTypes: [Egress], egress: [{}]}",
                "{podSelector: {matchExpressions: [{key: app.kubernetes.io/name, operator: NotIn, values: [runner]}]}, policyTypes: [Egress], egress: [{}]}",
                "{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}, policyTypes: [Egress], egress: [{}]}"
            })
    void onePolicyThatAllowsAnythingIsAWayOut(String spec) {
        assertThat(NetworkGuard.gap(policies(DENY_ALL, spec)))
                .hasValueSatisfying(gap -> assertThat(gap).contains("`names`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{podSelector: {matchLabels: {app.kubernetes.io/name: runner}}, policyTypes: [Egress], egress: [{}]}",
                "{podSelector: {matchExpressions: [{key: app.kubernetes.io/name, operator: NotIn, values: [builderos-command]}]}, policyTypes: [Egress], egress: [{}]}",
                "{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}, policyTypes: [Egress], egress: [{}]}"
            })
    void policiesOfOthersAreNoWayOut(String spec) {
        assertThat(NetworkGuard.gap(policies(DENY_ALL, spec))).isEmpty();
    }
}
