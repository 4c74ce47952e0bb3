package dev.builderos.runner.hooks;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.runner.hook.HookHeader;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.runner.engine.Event;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the events of genuine deliveries. What makes no sense is refused with a {@link ContractException}. */
public final class EventReading {
    static final int DEEPEST = 200;

    private static final String FORM = "payload=";
    private static final String NAME_FORM = "[A-Za-z0-9_.:-]{1,100}";

    /** What the body of an event has at its top; the header that names the event is signed by nobody. */
    private static final Map<String, String> GITHUB_SUBJECTS = Map.ofEntries(
            Map.entry("check_run", "check_run"),
            Map.entry("check_suite", "check_suite"),
            Map.entry("create", "ref_type"),
            Map.entry("delete", "ref_type"),
            Map.entry("deployment", "deployment"),
            Map.entry("deployment_status", "deployment_status"),
            Map.entry("discussion", "discussion"),
            Map.entry("fork", "forkee"),
            Map.entry("issue_comment", "comment"),
            Map.entry("issues", "issue"),
            Map.entry("label", "label"),
            Map.entry("pull_request", "pull_request"),
            Map.entry("pull_request_review", "review"),
            Map.entry("push", "commits"),
            Map.entry("release", "release"),
            Map.entry("workflow_dispatch", "workflow"),
            Map.entry("workflow_run", "workflow_run"));

    private static final ObjectMapper MAPPER = mapper();

    private EventReading() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
        return mapper;
    }

    /** The event of a delivery. */
    public static Event read(HookProvider provider, List<HookHeader> headers, byte[] body) {
        return event(
                provider,
                provider == HookProvider.GITHUB ? value(headers, "x-github-event") : null,
                payload(provider, body));
    }

    /**
     * The event of a body, as whoever asks says.
     *
     * @param name what the event is about where the provider says it in a header
     */
    public static Event of(HookProvider provider, @Nullable String name, byte[] body) {
        int dot = name == null ? -1 : name.indexOf('.');
        return event(provider, name == null || dot < 0 ? name : name.substring(0, dot), payload(provider, body));
    }

    private static Event event(HookProvider provider, @Nullable String header, JsonNode payload) {
        String name = switch (provider) {
            case GITHUB -> github(header, payload);
            case GITLAB -> withAction(text(payload, "object_kind"), payload.path("object_attributes"));
            case STANDARD -> text(payload, "type");
            case HMAC -> payload.path("type").isTextual() ? text(payload, "type") : text(payload, "event");
        };
        if (!name.matches(NAME_FORM)) {
            throw refused("hook.no-event", "the name of the event is not one such as `issues.labeled`");
        }
        return new Event(provider.name().toLowerCase(Locale.ROOT), name, payload);
    }

    private static String github(@Nullable String header, JsonNode payload) {
        if (header == null) {
            throw refused("hook.no-event", "there is no X-GitHub-Event that says what the delivery is about");
        }
        String subject = GITHUB_SUBJECTS.get(header);
        if (subject != null && !payload.has(subject)) {
            throw refused(
                    "hook.other-event", "X-GitHub-Event says " + header + ", and the body has no `" + subject + "`");
        }
        return withAction(header, payload);
    }

    private static String withAction(String name, JsonNode payload) {
        JsonNode action = payload.path("action");
        return action.isTextual() ? name + "." + action.textValue() : name;
    }

    private static String text(JsonNode payload, String field) {
        JsonNode value = payload.path(field);
        if (!value.isTextual()) {
            throw refused("hook.no-event", "the body has no text `" + field + "` that says what it is about");
        }
        return value.textValue();
    }

    /** GitHub may be told to send a form, whose field {@code payload} is the JSON; no JSON starts like that. */
    private static JsonNode payload(HookProvider provider, byte[] body) {
        boolean form = provider == HookProvider.GITHUB
                && new String(body, 0, Math.min(body.length, FORM.length()), StandardCharsets.UTF_8).equals(FORM);
        return object(form ? fromForm(body) : body);
    }

    private static JsonNode object(byte[] json) {
        try {
            JsonNode payload = MAPPER.readTree(json);
            if (payload != null && payload.isObject()) {
                return payload;
            }
        } catch (IOException notJson) {
            throw refused("hook.not-json", "the body is not JSON, or deeper than " + DEEPEST + " levels");
        }
        throw refused("hook.not-json", "the body is not a JSON object");
    }

    private static byte[] fromForm(byte[] body) {
        for (String field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (field.startsWith(FORM)) {
                try {
                    return URLDecoder.decode(field.substring(FORM.length()), StandardCharsets.UTF_8)
                            .getBytes(StandardCharsets.UTF_8);
                } catch (IllegalArgumentException notEncoded) {
                    break;
                }
            }
        }
        throw refused("hook.not-json", "the form has no field `payload`");
    }

    private static @Nullable String value(List<HookHeader> headers, String name) {
        List<String> values = headers.stream()
                .filter(header -> header.name().equals(name))
                .map(HookHeader::value)
                .toList();
        return values.size() == 1 ? values.getFirst() : null;
    }

    private static ContractException refused(String code, String message) {
        return new ContractException(code, ErrorCategory.INVALID, message);
    }
}
