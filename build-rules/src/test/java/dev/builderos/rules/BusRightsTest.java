package dev.builderos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What each service may say and hear on NATS, generated from who hears and says what, and compared with the rights that a cluster
 * gives. A right is a subject of a contract, or what JetStream is asked for a stream of one.
 */
class BusRightsTest {
    private static final String RIGHTS = "cli/src/main/resources/dev/builderos/cli/cluster/bus-rights.conf";
    private static final Pattern EDGE =
            Pattern.compile("([a-z]+) (hears|uses) (builderos\\.([a-z]+)\\.v1\\.(?:([a-z]+)\\.)?([a-z-]+))");

    private static final Pattern DURABLE = Pattern.compile("mp\\.messaging\\.incoming\\.([a-z-]+)\\.consumer=(\\S+)");

    /** Who hears what, with the whole stem; who uses what, without its kind. */
    private record Edge(
            String service, boolean hears, String stem, String domain, Optional<String> kind, String name) {}

    @Test
    void theRightsAreThoseOfTheGraph() throws IOException {
        String rights = rights();
        Path committed = SourceTree.root().resolve(RIGHTS);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(committed.getParent());
            Files.writeString(committed, rights);
        }
        assertThat(committed).as("run with -Dgolden.update=true to write it").exists();
        assertThat(rights).isEqualTo(SourceTree.text(committed));
    }

    @Test
    void nobodyMaySayWhatOnlyAnotherSays() {
        String rights = rights();
        for (String service : List.of("gateway", "registry", "runner")) {
            assertThat(publish(rights, service))
                    .as(service)
                    .isNotEmpty()
                    .noneMatch(right -> right.startsWith("builderos.policy.v1.evt."))
                    .noneMatch(right -> right.equals(">") || right.equals("$JS.>") || right.equals("$JS.API.>"));
        }
        assertThat(publish(rights, "policy")).contains("builderos.policy.v1.evt.approval-changed.>");
    }

    private static List<String> publish(String rights, String service) {
        return rights.lines()
                .dropWhile(line -> !line.equals(service.toUpperCase(Locale.ROOT) + ": {"))
                .dropWhile(line -> !line.contains("publish"))
                .skip(1)
                .takeWhile(line -> line.contains("\""))
                .map(line -> line.replaceAll("[\",]", "").strip())
                .toList();
    }

    private static String rights() {
        List<Edge> edges = edges();
        Map<String, String> stems = edges.stream()
                .filter(Edge::hears)
                .collect(Collectors.toMap(
                        edge -> edge.domain() + " " + edge.name(), Edge::stem, (one, same) -> one, TreeMap::new));
        Map<String, List<String>> consumers = durableConsumers();
        TreeSet<String> services = edges.stream().map(Edge::service).collect(Collectors.toCollection(TreeSet::new));
        StringBuilder text = new StringBuilder(
                "# What each service may say and hear: generated from the graph of the bus by BusRightsTest.\n");
        for (String service : services) {
            TreeSet<String> publish = new TreeSet<>();
            TreeSet<String> subscribe = new TreeSet<>();
            subscribe.add("_INBOX_" + service + ".>");
            probe(service, publish);
            for (Edge edge : edges) {
                String stem = stems.get(edge.domain() + " " + edge.name());
                assertThat(stem).as("somebody hears %s", edge).isNotNull();
                if (!edge.service().equals(service)) {
                    continue;
                }
                boolean news = stem.contains(".evt.") || stem.contains(".log.");
                boolean own = edge.domain().equals(service);
                List<String> durable = consumers.getOrDefault(stem, List.of());
                if (edge.hears()) {
                    hear(service, stem, durable, subscribe, publish);
                } else if (news ? own : !own) {
                    publish.add(stem + ".>");
                    stream(stem, durable, publish);
                }
            }
            edges.stream()
                    .filter(edge -> edge.hears() && edge.domain().equals(service) && consumers.containsKey(edge.stem()))
                    .forEach(edge -> {
                        String stream = edge.stem().replace('.', '-');
                        publish.add("$JS.API.STREAM.INFO." + stream);
                        publish.add("$JS.API.STREAM.CREATE." + stream);
                        publish.add("$JS.API.STREAM.UPDATE." + stream);
                    });
            text.append(service.toUpperCase(Locale.ROOT))
                    .append(": {\n")
                    .append(list("publish", publish))
                    .append(list("subscribe", subscribe))
                    .append("  allow_responses: { max: 1, expires: \"5m\" }\n}\n");
        }
        return text.toString();
    }

    /** What is durable is pulled from its stream, by a consumer of the service's own; all else is subscribed to. */
    private static void hear(
            String service, String stem, List<String> durable, Set<String> subscribe, Set<String> publish) {
        Optional<String> consumer =
                durable.stream().filter(name -> name.startsWith(service)).findFirst();
        if (consumer.isEmpty()) {
            subscribe.add(stem + ".>");
            return;
        }
        String stream = stem.replace('.', '-');
        String name = stream + "." + consumer.get() + "-" + stream;
        publish.add("$JS.API.STREAM.INFO." + stream);
        publish.add("$JS.API.CONSUMER.INFO." + name);
        publish.add("$JS.API.CONSUMER.CREATE." + name);
        publish.add("$JS.API.CONSUMER.CREATE." + name + ".>");
        publish.add("$JS.API.CONSUMER.DURABLE.CREATE." + name);
        publish.add("$JS.API.CONSUMER.MSG.NEXT." + name);
        publish.add("$JS.ACK." + name + ".>");
    }

    private static void stream(String stem, List<String> durable, Set<String> publish) {
        if (!durable.isEmpty()) {
            publish.add("$JS.API.STREAM.INFO." + stem.replace('.', '-'));
        }
    }

    private static void probe(String service, Set<String> publish) {
        publish.add("builderos.probe." + service);
        publish.add("$JS.API.STREAM.INFO.builderos-probe-" + service);
        publish.add("$JS.API.STREAM.CREATE.builderos-probe-" + service);
    }

    private static String list(String what, Set<String> subjects) {
        return subjects.stream()
                .map(subject -> "    \"" + subject + "\",\n")
                .collect(Collectors.joining("", "  " + what + ": { allow: [\n", "  ] }\n"));
    }

    private static List<Edge> edges() {
        List<Edge> edges = new ArrayList<>();
        Matcher edge = EDGE.matcher(SourceTree.text(SourceTree.root().resolve("bus-graph.txt")));
        while (edge.find()) {
            edges.add(new Edge(
                    edge.group(1),
                    edge.group(2).equals("hears"),
                    edge.group(3),
                    edge.group(4),
                    Optional.ofNullable(edge.group(5)),
                    edge.group(6)));
        }
        assertThat(edges).hasSizeGreaterThan(50);
        return edges;
    }

    /** The durable consumers of each stem. */
    private static Map<String, List<String>> durableConsumers() {
        Map<String, List<String>> consumers = new TreeMap<>();
        for (Path module : SourceTree.modules()) {
            Path channels = module.resolve("src/main/resources/META-INF/microprofile-config.properties");
            if (Files.exists(channels)) {
                String text = SourceTree.text(channels);
                Matcher durable = DURABLE.matcher(text);
                while (durable.find()) {
                    Matcher stem = Pattern.compile("incoming\\." + durable.group(1) + "\\.stem=(\\S+)")
                            .matcher(text);
                    assertThat(stem.find()).as(durable.group(1)).isTrue();
                    consumers
                            .computeIfAbsent(stem.group(1), each -> new ArrayList<>())
                            .add(durable.group(2));
                }
            }
        }
        return consumers;
    }
}
