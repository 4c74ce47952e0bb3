package dev.builderos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who hears and says what on the bus, generated from channels and code, and compared with {@code bus-graph.txt}. */
class BusGraphTest {
    private static final String GRAPH = "bus-graph.txt";
    private static final Pattern STEM = Pattern.compile("mp\\.messaging\\.incoming\\.([a-z-]+)\\.stem=(\\S+)");
    private static final Pattern CONTRACT =
            Pattern.compile("\\b(Audit|Policy|Registry|Runner|Team)Contracts\\.([A-Z]+(?:_[A-Z]+)*)\\b");

    private static final Pattern EDGE = Pattern.compile("([a-z]+) (?:hears|uses) builderos\\.([a-z]+)\\..*");

    /** Whose contracts a service may know; listening counts as knowing. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.of(
            "policy", Set.of("policy"),
            "registry", Set.of("registry", "policy"),
            "runner", Set.of("runner", "policy", "registry"),
            "gateway", Set.of("policy", "registry", "runner"));

    private static final Map<String, String> SERVICES = Map.of(
            "policy-service/policy-app", "policy",
            "registry-service", "registry",
            "runner-service/runner-app", "runner",
            "services/gateway", "gateway");

    @Test
    void theGraphIsTheCommittedOne() throws IOException {
        String graph = graph();
        Path committed = SourceTree.root().resolve(GRAPH);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(committed, graph);
        }
        assertThat(committed).as("run with -Dgolden.update=true to write it").exists();
        assertThat(graph).isEqualTo(SourceTree.text(committed));
    }

    @Test
    void nobodyKnowsMoreThanTheDesignAllows() {
        List<String> tooMuch = graph().lines()
                .filter(line -> !line.isBlank())
                .filter(line -> {
                    Matcher edge = EDGE.matcher(line);
                    return !edge.matches()
                            || !MAY_KNOW.getOrDefault(edge.group(1), Set.of()).contains(edge.group(2));
                })
                .toList();

        assertThat(tooMuch).isEmpty();
    }

    /** Who hears what stands in a class of contracts: the service it is named after, but for parts of one. */
    private static String domain(String contracts) {
        return switch (contracts) {
            case "Audit" -> "policy";
            case "Team" -> "registry";
            default -> contracts.toLowerCase(Locale.ROOT);
        };
    }

    private static String graph() {
        TreeSet<String> lines = new TreeSet<>();
        new TreeMap<>(SERVICES).forEach((module, service) -> {
            Path root = SourceTree.root().resolve(module);
            Path channels = root.resolve("src/main/resources/META-INF/microprofile-config.properties");
            if (Files.exists(channels)) {
                Matcher stem = STEM.matcher(SourceTree.text(channels));
                while (stem.find()) {
                    lines.add(service + " hears " + stem.group(2));
                }
            }
            SourceTree.javaFiles().stream()
                    .filter(file -> file.startsWith(root) && !SourceTree.isTest(file))
                    .forEach(file -> {
                        Matcher contract = CONTRACT.matcher(SourceTree.text(file));
                        while (contract.find()) {
                            String domain = domain(contract.group(1));
                            if (!domain.equals(service) || contract.group(2).endsWith("ED")) {
                                lines.add(service + " uses builderos." + domain + ".v1."
                                        + contract.group(2)
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-'));
                            }
                        }
                    });
        });
        return String.join("\n", lines) + "\n";
    }
}
