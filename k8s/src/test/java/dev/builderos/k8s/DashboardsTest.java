package dev.builderos.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What dashboards, alerts and the scaling of runners ask Prometheus for. That the services have these metrics is tested where they run, by
 * {@code ClusterFaultIT} in {@code integration-tests}, from the same list, {@code dashboards/metrics.txt}.
 */
class DashboardsTest {
    /** What stands in quotation marks or braces or brackets, and the labels after `by`, are no metrics. */
    private static final Pattern LABELS =
            Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|without|ignoring)\\s*\\([^)]*\\)");

    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\()(?![a-zA-Z0-9_:])");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    /** Prometheus' own. */
    private static final Set<String> OTHERS = Set.of("up");

    /** The names of the metrics in an expression of PromQL, as far as ours go: no comparisons with regular expressions of names. */
    static Set<String> metrics(String expression) {
        Set<String> names = new TreeSet<>();
        WORD.matcher(LABELS.matcher(expression).replaceAll(" "))
                .results()
                .map(word -> word.group())
                .filter(word -> !OPERATORS.contains(word))
                .forEach(names::add);
        return names;
    }

    private static List<Path> dashboards() {
        try (Stream<Path> files = Files.list(Tree.at("dashboards"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> expressions() {
        Stream<String> shown = dashboards().stream()
                .map(file -> Tree.document(Tree.text("dashboards/" + file.getFileName())))
                .flatMap(dashboard -> dashboard.findValuesAsText("expr").stream());
        return Stream.of(shown, rules().map(rule -> rule.path("expr").asText()), scaling())
                .flatMap(expressions -> expressions);
    }

    private static Stream<JsonNode> rules() {
        return Manifests.each(Tree.document(Tree.text("k8s/base/alerts.yaml")).at("/spec/groups"))
                .flatMap(group -> Manifests.each(group.path("rules")));
    }

    private static Stream<String> scaling() {
        return Tree.document(Tree.text("k8s/base/runner/scale.yaml")).findValuesAsText("query").stream();
    }

    @Test
    void namesAreTakenFromExpressions() {
        assertThat(
                        metrics(
                                "sum by (le, job) (rate(a_total{x=\"b_total\",y=~\"c|d\"}[5m])) / on(pod) e_seconds > 0.5 and absent(f)"))
                .containsExactly("a_total", "e_seconds", "f");
    }

    @Test
    void everyMetricAskedForIsInTheListThatTheServicesAreComparedWith() {
        Set<String> asked = new TreeSet<>();
        expressions().forEach(expression -> asked.addAll(metrics(expression)));
        asked.removeAll(OTHERS);

        assertThat(Tree.text("dashboards/metrics.txt").lines().filter(line -> !line.startsWith("#")))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .containsExactlyInAnyOrderElementsOf(asked);
    }

    @Test
    void thereIsADashboardForEachServiceAndOneForTheProduct() {
        assertThat(dashboards())
                .map(file -> file.getFileName().toString())
                .containsExactly(
                        "builderos-gateway.json",
                        "builderos-policy.json",
                        "builderos-product.json",
                        "builderos-registry.json",
                        "builderos-runner.json");
        assertThat(dashboards()).allSatisfy(file -> {
            JsonNode dashboard = Tree.document(Tree.text("dashboards/" + file.getFileName()));
            assertThat(dashboard.path("uid").asText() + ".json")
                    .isEqualTo(file.getFileName().toString());
            assertThat(Manifests.each(dashboard.path("panels")))
                    .isNotEmpty()
                    .allSatisfy(panel -> assertThat(panel.path("targets")).isNotEmpty());
            assertThat(Manifests.each(dashboard.path("panels"))
                            .map(panel -> panel.path("title").asText()))
                    .doesNotHaveDuplicates();
        });
    }

    /** One namespace holds one installation; what is summed over all of them is nobody's. */
    @Test
    void everythingShownIsOfOneInstallation() {
        assertThat(dashboards().stream()
                        .flatMap(
                                file -> Tree.document(Tree.text("dashboards/" + file.getFileName()))
                                        .findValuesAsText("expr")
                                        .stream()))
                .allSatisfy(expression -> assertThat(expression.split("\\{", -1).length)
                        .isEqualTo(expression.split("namespace=\"\\$namespace\"", -1).length));
    }

    @Test
    void everyAlertSaysWhatToDo() {
        assertThat(rules()).hasSizeGreaterThan(5).allSatisfy(rule -> {
            String runbook = rule.at("/annotations/runbook_url").asText();
            assertThat(runbook).startsWith("docs/runbooks/");
            assertThat(Tree.at(runbook)).exists();
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        });
    }
}
