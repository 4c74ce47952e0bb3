package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is installed for Jobs is what the code needs. That it can be rendered, and fits the rest, is held in module k8s. */
class ComponentTest {
    private static final Path K8S = Path.of("../k8s");

    private static List<HasMetadata> objects(Path folder, String... files) throws IOException {
        List<HasMetadata> all = new ArrayList<>();
        for (String file : files) {
            Object read = new KubernetesSerialization().unmarshal(Files.readString(folder.resolve(file)));
            switch (read) {
                case Collection<?> several -> several.forEach(one -> all.add((HasMetadata) one));
                case HasMetadata one -> all.add(one);
                default -> throw new AssertionError(file + " holds " + read);
            }
        }
        return all;
    }

    @Test
    void rightsAreThoseThatAreAskedForAndNoOthers() throws IOException {
        Role role = objects(K8S.resolve("components/jobs"), "rights.yaml").stream()
                .filter(Role.class::isInstance)
                .map(Role.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(role.getRules().stream()
                        .map(rule -> new JobProbe.Right(
                                rule.getApiGroups().getFirst(),
                                rule.getResources().getFirst(),
                                rule.getVerbs())))
                .containsExactlyInAnyOrderElementsOf(JobProbe.RIGHTS);
        assertThat(role.getRules()).allSatisfy(rule -> {
            assertThat(rule.getApiGroups()).hasSize(1);
            assertThat(rule.getResources()).hasSize(1);
        });
    }

    @Test
    void policiesOfTheWholeNamespaceDenyCommandsEverything() throws IOException {
        List<NetworkPolicy> policies = new ArrayList<>();
        try (Stream<Path> files = Files.walk(K8S)) {
            for (Path file : files.filter(path -> path.endsWith("network.yaml")).toList()) {
                objects(file.getParent(), "network.yaml").stream()
                        .map(NetworkPolicy.class::cast)
                        .forEach(policies::add);
            }
        }
        assertThat(policies).hasSizeGreaterThan(8);
        assertThat(NetworkGuard.gap(policies)).isEmpty();
        policies.removeIf(policy -> !policy.getMetadata().getName().equals("builderos-command"));
        assertThat(NetworkGuard.gap(policies)).isEmpty();
    }

    @Test
    void podsOfCommandsHaveAnAccountOfTheirOwn() throws IOException {
        assertThat(objects(K8S.resolve("components/jobs"), "rights.yaml"))
                .filteredOn(ServiceAccount.class::isInstance)
                .extracting(account -> account.getMetadata().getName())
                .containsExactly(JobName.COMMAND);
    }
}
