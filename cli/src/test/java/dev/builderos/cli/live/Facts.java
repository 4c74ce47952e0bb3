package dev.builderos.cli.live;

import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.StepLogLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The recorded run {@code feature-run.jsonl}: facts and log lines in the order they came. */
final class Facts {
    /** One line of the record. */
    sealed interface Came {
        record OfFact(FactRecord fact) implements Came {}

        record OfLine(StepLogLine line) implements Came {}
    }

    private Facts() {}

    static List<Came> recorded() {
        List<Came> came = new ArrayList<>();
        for (String text : resource("feature-run.jsonl").lines().toList()) {
            try {
                var json = GatewayJson.mapper().readTree(text);
                came.add(
                        json.has("seq")
                                ? new Came.OfFact(GatewayJson.mapper().treeToValue(json, FactRecord.class))
                                : new Came.OfLine(GatewayJson.mapper().treeToValue(json, StepLogLine.class)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return came;
    }

    static List<FactRecord> facts() {
        return recorded().stream()
                .filter(Came.OfFact.class::isInstance)
                .map(came -> ((Came.OfFact) came).fact())
                .toList();
    }

    static String resource(String name) {
        try (InputStream in = Facts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
