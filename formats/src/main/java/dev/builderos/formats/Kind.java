package dev.builderos.formats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of file this package reads. */
public enum Kind {
    PROJECT("project"),
    POLICY("policy"),
    PIPELINE("pipeline"),
    PROMPT("prompt"),
    DESK("desk"),
    AGENT("agent");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** The value of the key {@code kind}, such as {@code builderos/project@v1}. */
    public String text() {
        return "builderos/" + word + "@v1";
    }

    /** The name of the schema among this package's resources, such as {@code schemas/project.schema.json}. */
    public String schemaResource() {
        return "schemas/" + word + ".schema.json";
    }

    String urn() {
        return "urn:builderos:schema:" + word + ":v1";
    }

    static Optional<Kind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Kind::text).toList();
    }
}
