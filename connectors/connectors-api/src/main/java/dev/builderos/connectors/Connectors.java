package dev.builderos.connectors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connectors of a runner, found by tool. */
public final class Connectors {
    private final List<Connector> connectors;
    private final Map<String, Connector> byTool = new HashMap<>();

    /**
     * Takes the connectors of a runner.
     *
     * @throws IllegalArgumentException when two connectors name the same tool
     */
    public Connectors(List<Connector> connectors) {
        this.connectors = List.copyOf(connectors);
        for (Connector connector : connectors) {
            for (ToolDescriptor tool : connector.tools()) {
                Connector other = byTool.putIfAbsent(tool.name(), connector);
                if (other != null) {
                    throw new IllegalArgumentException(
                            tool.name() + " is a tool of both " + other.name() + " and " + connector.name());
                }
            }
        }
    }

    public Optional<Connector> forTool(String tool) {
        return Optional.ofNullable(byTool.get(tool));
    }

    /** Every tool, in the order of the connectors. */
    public List<ToolDescriptor> tools() {
        return connectors.stream().flatMap(each -> each.tools().stream()).toList();
    }
}
