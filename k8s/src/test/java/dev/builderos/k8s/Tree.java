package dev.builderos.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The repository as it lies on disk. */
final class Tree {
    static final List<String> DEPLOYABLES = List.of("gateway", "policy", "registry", "runner");

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private Tree() {}

    static Path at(String path) {
        for (Path root = Path.of("").toAbsolutePath(); root != null; root = root.getParent()) {
            if (Files.exists(root.resolve("builderos")) && Files.exists(root.resolve("pom.xml"))) {
                return root.resolve(path);
            }
        }
        throw new IllegalStateException("not within the repository");
    }

    static String text(String path) {
        try {
            return Files.readString(at(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All documents of a YAML stream; a key that stands twice is an error. */
    static List<JsonNode> documents(String yaml) {
        try (JsonParser parser = YAML.createParser(yaml)) {
            List<JsonNode> documents = new ArrayList<>();
            while (parser.nextToken() != null) {
                documents.add(YAML.readTree(parser));
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode document(String yaml) {
        return documents(yaml).getFirst();
    }

    /** The settings of a deployable's own {@code application.properties}. */
    static Properties properties(String deployable) {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(
                at("deployables/" + deployable + "/src/main/resources/application.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
