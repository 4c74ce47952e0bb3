package dev.builderos.gateway.bus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.runner.LogAppended;
import dev.builderos.contracts.runner.LogPage;
import dev.builderos.gateway.usecase.Line;
import dev.builderos.gateway.usecase.LinePage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the lines in a message of the runner without taking them apart: there are many, and over HTTP they look the same. A test
 * holds them to it.
 */
final class LinesOnTheBus {
    private String step = "";
    private List<Line> lines = List.of();
    private boolean ended;
    private boolean more;
    private boolean saysMore;

    private LinesOnTheBus() {}

    /** The lines of a {@link LogAppended}, with their step. */
    record Appended(String step, List<Line> lines) {
        Appended {
            lines = List.copyOf(lines);
        }
    }

    static Appended appended(byte[] message) {
        LinesOnTheBus read = read(message, LogAppended.class);
        if (read.step.isEmpty()) {
            throw new MalformedMessage(LogAppended.class, null);
        }
        return new Appended(read.step, read.lines);
    }

    /** @param limit that was asked for; a runner that does not say whether there is more fills its pages */
    static LinePage page(byte[] answer, int limit) {
        LinesOnTheBus read = read(answer, LogPage.class);
        return new LinePage(read.lines, read.ended, read.saysMore ? read.more : read.lines.size() >= limit);
    }

    private static LinesOnTheBus read(byte[] message, Class<?> type) {
        LinesOnTheBus read = new LinesOnTheBus();
        try (JsonParser json = ContractJson.mapper().getFactory().createParser(message)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessage(type, null);
            }
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                read.take(field, json, message);
            }
            return read;
        } catch (IOException malformed) {
            throw new MalformedMessage(type, malformed);
        }
    }

    private void take(String field, JsonParser json, byte[] message) throws IOException {
        switch (field) {
            case "stepId" -> step = json.getText();
            case "ended" -> ended = json.getBooleanValue();
            case "more" -> {
                saysMore = json.currentToken() != JsonToken.VALUE_NULL;
                more = saysMore && json.getBooleanValue();
            }
            case "lines" -> {
                lines = new ArrayList<>();
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    lines.add(line(json, message));
                }
            }
            default -> json.skipChildren();
        }
    }

    private static Line line(JsonParser json, byte[] message) throws IOException {
        int from = (int) json.currentTokenLocation().getByteOffset();
        long n = 0;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            if (field.equals("n")) {
                n = json.getLongValue();
            } else {
                json.skipChildren();
            }
        }
        int to = (int) json.currentLocation().getByteOffset();
        return new Line(n, new String(message, from, to - from, StandardCharsets.UTF_8));
    }
}
