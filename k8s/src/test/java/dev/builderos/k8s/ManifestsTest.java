package dev.builderos.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    private static Manifests overlay(String name) {
        return RENDERED.computeIfAbsent(name, Manifests::rendered);
    }

    static Stream<Arguments> overlaysAndChecks() {
        return Stream.of("dev", "stage", "prod")
                .flatMap(overlay -> Stream.of(Check.values()).map(check -> Arguments.of(overlay, check)));
    }

    @ParameterizedTest
    @MethodSource("overlaysAndChecks")
    void whatIsRenderedHolds(String overlay, Check check) {
        assertThat(check.problems(overlay(overlay))).isEmpty();
    }

    /** As `prod`, with commands in Jobs. */
    private static Manifests withJobs() {
        return RENDERED.computeIfAbsent("with jobs", name -> Manifests.of("k8s/src/test/resources/jobs"));
    }

    @ParameterizedTest
    @EnumSource(Check.class)
    void whatIsRenderedHoldsWithJobs(Check check) {
        assertThat(check.problems(withJobs())).isEmpty();
    }

    /** The one more thing that a runner gets is its token, and nobody else gets one. */
    @Test
    void onlyRunnersWithJobsHaveATokenOfTheCluster() {
        assertThat(overlay("prod").objects().toString()).doesNotContain("serviceAccountToken");
        assertThat(withJobs().workloads())
                .filteredOn(workload -> workload.pod().toString().contains("serviceAccountToken"))
                .extracting(Manifests.Workload::name)
                .containsExactly("runner");
    }

    /** Jobs and the runner that starts them are told of one volume. */
    @Test
    void jobsHaveTheVolumeOfTheRunnersHome() {
        Manifests.Workload runner = withJobs().workloads().stream()
                .filter(workload -> workload.name().equals("runner"))
                .findFirst()
                .orElseThrow();
        String home = runner.value("BUILDEROS_HOME");
        JsonNode mount = runner.containers()
                .flatMap(container -> Manifests.each(container.path("volumeMounts")))
                .filter(found -> found.path("mountPath").asText().equals(home))
                .findFirst()
                .orElseThrow();

        assertThat(Manifests.each(runner.pod().path("volumes"))
                        .filter(volume -> volume.path("name").equals(mount.path("name")))
                        .map(volume ->
                                volume.at("/persistentVolumeClaim/claimName").asText()))
                .containsExactly(runner.value("BUILDEROS_RUNNER_JOBS_CLAIM"));
        assertThat(withJobs()
                        .find("PersistentVolumeClaim", runner.value("BUILDEROS_RUNNER_JOBS_CLAIM"))
                        .orElseThrow()
                        .at("/spec/accessModes")
                        .toString())
                .contains("ReadWriteMany");
        assertThat(runner.value("BUILDEROS_RUNNER_JOBS_IMAGE")).matches("[^@]+@sha256:[0-9a-f]{64}");
    }

    static Stream<JsonNode> spoilt() {
        return Manifests.each(Tree.document(Tree.text("k8s/src/test/resources/spoilt.yaml")));
    }

    /** Each check is seen to fail: at manifests in which one thing is wrong. */
    @ParameterizedTest
    @MethodSource("spoilt")
    void whatIsWrongIsFound(JsonNode spoilt) {
        Manifests sound = overlay("prod");
        JsonNode object = sound.find(
                        spoilt.path("kind").asText(), spoilt.path("name").asText())
                .orElseThrow();
        List<JsonNode> objects = new ArrayList<>(sound.objects());
        objects.remove(object);
        if (spoilt.has("patch")) {
            objects.add(JsonPatch.apply((ArrayNode) spoilt.path("patch"), object.deepCopy()));
        }

        List<String> problems = Check.valueOf(spoilt.path("check").asText()).problems(new Manifests(objects));

        assertThat(problems)
                .anySatisfy(problem ->
                        assertThat(problem).contains(spoilt.path("says").asText()));
    }

    @Test
    void everyCheckIsSeenToFail() {
        assertThat(spoilt().map(spoilt -> Check.valueOf(spoilt.path("check").asText())))
                .containsAll(EnumSet.allOf(Check.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void everythingOfAnOverlayIsInItsNamespace(String overlay) {
        assertThat(overlay(overlay).objects())
                .filteredOn(object -> !Manifests.kind(object).equals("Namespace"))
                .allSatisfy(object ->
                        assertThat(object.at("/metadata/namespace").asText()).isEqualTo("builderos-" + overlay));
        assertThat(overlay(overlay).find("Namespace", "builderos-" + overlay)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void addressesOfAnOverlayAreTheSameEverywhere(String overlay) {
        Manifests manifests = overlay(overlay);
        JsonNode settings = manifests
                .all("ConfigMap")
                .filter(map -> map.at("/metadata/name").asText().startsWith("builderos-settings-"))
                .findFirst()
                .orElseThrow()
                .path("data");
        JsonNode ingress = manifests.find("Ingress", "gateway").orElseThrow();
        String url = settings.path("public-url").asText();
        String keycloak = manifests
                .find("Keycloak", "keycloak")
                .orElseThrow()
                .at("/spec/hostname/hostname")
                .asText();

        assertThat(url).isEqualTo("https://" + ingress.at("/spec/rules/0/host").asText());
        assertThat(ingress.at("/spec/tls/0/hosts/0").asText())
                .isEqualTo(ingress.at("/spec/rules/0/host").asText());
        assertThat(settings.path("sign-on-issuer").asText()).isEqualTo(keycloak + "/realms/builderos");
        assertThat(manifests
                        .find("KeycloakRealmImport", "builderos")
                        .orElseThrow()
                        .at("/spec/realm/clients/0/redirectUris/0")
                        .asText())
                .isEqualTo(url + "/*");
    }

    /** Imported is the realm that tests sign on at, and beside its addresses nothing differs. */
    @Test
    void realmIsTheOneOfTheDeployable() {
        JsonNode ours = Tree.document(Tree.text("deployables/keycloak/src/main/realm/builderos-realm.json"));
        JsonNode imported = overlay("stage")
                .find("KeycloakRealmImport", "builderos")
                .orElseThrow()
                .at("/spec/realm")
                .deepCopy();
        ((ArrayNode) imported.at("/clients/0/redirectUris")).remove(0);

        assertThat(imported).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void rightsOnTheBusAreTheGeneratedOnes(String overlay) {
        JsonNode rights =
                overlay(overlay).find("ConfigMap", "builderos-bus-rights").orElseThrow();

        assertThat(rights.at("/data/bus-rights.conf").asText())
                .isEqualTo(Tree.text("cli/src/main/resources/dev/builderos/cli/cluster/bus-rights.conf"));
    }

    /** The names of a stream and of its consumer are in the rights, which are made from the code. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void runnersAreAddedByTheLagOfAConsumerThatTheyHave(String overlay) {
        JsonNode scaler = overlay(overlay).find("ScaledObject", "runner").orElseThrow();
        JsonNode lag = scaler.at("/spec/triggers/0/metadata");
        String rights = Tree.text("k8s/base/bus/bus-rights.conf");

        assertThat(rights.substring(rights.indexOf("RUNNER: {")))
                .contains("\"$JS.API.CONSUMER.MSG.NEXT." + lag.path("stream").asText() + "."
                        + lag.path("consumer").asText() + "\"");
        assertThat(lag.path("natsServerMonitoringEndpoint").asText()).contains(".builderos-" + overlay + ".svc");
        assertThat(scaler.at("/spec/triggers/1/metadata/query").asText())
                .contains("namespace=\"builderos-" + overlay + "\"");
    }

    /** A list with names that nothing reads teaches the wrong thing. */
    @Test
    void everySecretOfTheListIsNamed() {
        String all = Tree.text("k8s/nats/values.yaml") + overlay("prod").objects();

        assertThat(Manifests.each(Tree.document(Tree.text("k8s/secrets.yaml")))
                        .map(secret -> secret.path("name").asText()))
                .allSatisfy(name -> assertThat(all).contains(name));
    }

    /** What the profile of runners refuses is what no command may do, but for what bubblewrap does before the command. */
    @Test
    void profileOfRunnersRefusesWhatCommandsMayNotDo() {
        Set<String> forbidden = new TreeSet<>();
        Pattern.compile("^    ([A-Z0-9_]+)\\(.*Refusal\\.", Pattern.MULTILINE)
                .matcher(Tree.text("sandbox/src/main/java/dev/builderos/sandbox/ForbiddenCall.java"))
                .results()
                .map(call -> call.group(1).equals("SYSCTL")
                        ? "_sysctl"
                        : call.group(1).toLowerCase(java.util.Locale.ROOT))
                .forEach(forbidden::add);
        forbidden.removeAll(Set.of(
                "unshare",
                "setns",
                "clone3",
                "sethostname",
                "setdomainname",
                "mount",
                "umount2",
                "pivot_root",
                "chroot"));
        JsonNode profile = Tree.document(Tree.text("k8s/nodes/runner.json"));

        assertThat(Manifests.each(profile.path("syscalls"))
                        .peek(rule -> assertThat(rule.path("action").asText()).isEqualTo("SCMP_ACT_ERRNO"))
                        .flatMap(rule -> Manifests.texts(rule.path("names"))))
                .containsExactlyInAnyOrderElementsOf(forbidden);
    }
}
