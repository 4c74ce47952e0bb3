package dev.builderos.connectors;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tool as shown to models and to people who write pipelines.
 *
 * @param name e.g. {@code deploy.release}
 * @param description one or two sentences, for a model
 * @param consequence the worst an effect of this tool can have; see {@link Connector#consequence}
 * @param arguments by name, in the order to show them
 */
public record ToolDescriptor(
        String name, String description, Consequence consequence, Map<String, Argument> arguments) {
    public ToolDescriptor {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }
}
