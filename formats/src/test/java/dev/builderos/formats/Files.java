package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the tests read, and what they expect to come of it. */
final class Files {
    private Files() {}

    static String example(Kind kind) {
        String name = kind.schemaResource().replace("schemas/", "examples/").replace(".schema.json", ".yaml");
        try (InputStream stream = Files.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Parsed<?> parse(Kind kind, String text) {
        SourceText source = new SourceText("file.yaml", text);
        return switch (kind) {
            case PROJECT -> Formats.parseProject(source);
            case POLICY -> Formats.parsePolicy(source);
            case PIPELINE -> Formats.parsePipeline(source);
            case PROMPT -> Formats.parsePrompt(source);
            case DESK -> Formats.parseDesk(source);
            case AGENT -> Formats.parseAgent(source);
        };
    }

    static <T> T ok(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Ok<T>(T value) -> value;
            case Parsed.Invalid<T>(List<Problem> problems) ->
                throw new AssertionError("expected no problems, found " + rendered(problems));
        };
    }

    static PipelineDefinition pipeline(String text) {
        return ok(Formats.parsePipeline(new SourceText("file.yaml", text)));
    }

    /** The problems as a user sees them, without the path. */
    static List<String> problems(Kind kind, String text) {
        return switch (parse(kind, text)) {
            case Parsed.Ok<?> _ -> List.of();
            case Parsed.Invalid<?>(List<Problem> problems) -> rendered(problems);
        };
    }

    private static List<String> rendered(List<Problem> problems) {
        return problems.stream()
                .map(Problem::render)
                .map(line -> line.replace("file.yaml:", ""))
                .toList();
    }
}
