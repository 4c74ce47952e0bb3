package dev.builderos.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.gateway.api.FactRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fields of a fact, read leniently: a fact of a newer server may have others, and an absent text is empty. */
record Body(JsonNode json) {
    static Body of(FactRecord fact) {
        return new Body(fact.body());
    }

    String text(String field) {
        return json.path(field).asText("");
    }

    Optional<String> maybe(String field) {
        JsonNode value = json.path(field);
        return value.isMissingNode() || value.isNull() || value.asText("").isEmpty()
                ? Optional.empty()
                : Optional.of(value.asText());
    }

    long number(String field) {
        return json.path(field).asLong(0);
    }

    boolean flag(String field) {
        return json.path(field).asBoolean(false);
    }

    Body in(String field) {
        return new Body(json.path(field));
    }

    List<Body> each(String field) {
        List<Body> items = new ArrayList<>();
        json.path(field).forEach(item -> items.add(new Body(item)));
        return items;
    }

    List<String> texts(String field) {
        List<String> items = new ArrayList<>();
        json.path(field).forEach(item -> items.add(item.asText("")));
        return items;
    }
}
