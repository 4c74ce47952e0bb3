package dev.builderos.runner.tools;

import dev.builderos.connectors.Connector;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.ToolCatalog;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Every tool of this runner, by name. */
public final class Toolbox {
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final List<String> actions = new ArrayList<>();
    private final KnownSecrets redactor;
    private final Sandboxes sandboxes;
    private final Digest digest;

    /**
     * @param limits what one command may use, but for its time and its output
     * @param redactor of all that tools give
     */
    public Toolbox(
            BlobStore blobs,
            Sandboxes sandboxes,
            Jdk jdk,
            Limits limits,
            KnownSecrets redactor,
            List<Connector> connectors) {
        this.redactor = redactor;
        this.sandboxes = sandboxes;
        new FileTools(blobs, redactor).all().forEach(this::add);
        add(new ShellTool(sandboxes, jdk, limits, redactor));
        for (Connector connector : connectors) {
            for (ToolDescriptor descriptor : connector.tools()) {
                add(new ConnectorTool(connector, descriptor));
                actions.add(descriptor.name());
            }
        }
        digest = CanonicalJson.digest(
                tools.values().stream().map(Tool::descriptor).toList());
    }

    private void add(Tool tool) {
        if (tools.putIfAbsent(tool.descriptor().name(), new RedactedTool(tool, redactor)) != null) {
            throw new IllegalArgumentException(
                    "two tools are named " + tool.descriptor().name());
        }
    }

    public Optional<Tool> named(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** The tools an agent may use by its patterns ({@code fs.read}, {@code git.*}); the policy still judges each call. */
    public List<Tool> matching(List<String> patterns) {
        return tools.values().stream()
                .filter(tool -> patterns.stream()
                        .anyMatch(pattern -> matches(pattern, tool.descriptor().name())))
                .toList();
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith(".*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }

    /** What pipelines may name as actions. */
    public ToolCatalog catalog() {
        return ToolCatalog.of(actions);
    }

    /** What decides what commands of a run do: the image they run in, or the version of Java they find here. */
    public String image(RunFold run) {
        return sandboxes.image(Objects.requireNonNull(run.admitted()).options().sandbox());
    }

    /** Digest over the description of every tool. */
    public Digest digest() {
        return digest;
    }
}
