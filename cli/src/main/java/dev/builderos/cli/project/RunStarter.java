package dev.builderos.cli.project;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.ProjectRoot;
import dev.builderos.gateway.api.RunOptions;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.StartRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Starts runs: hands the files here to the server, which checks them, and asks for the run. */
public final class RunStarter {
    private static final String BUILTIN = "builtin/";
    /** The request carries an idempotency key: asking again starts nothing twice. */
    private static final int TRIES = 3;

    private final GatewayClient client;
    private final ProjectDirectory project;

    public RunStarter(GatewayClient client, ProjectDirectory project) {
        this.client = client;
        this.project = project;
    }

    /**
     * Gives the id of the run, which is durable then.
     *
     * @param pipeline a path, or a name within {@code ship/}
     */
    public String start(String pipeline, Map<String, String> inputs, RunOptions options) {
        SnapshotFiles files = SnapshotSource.collect(project);
        String path = path(files, pipeline);
        Map<String, Object> typed =
                path.startsWith(BUILTIN) ? new LinkedHashMap<>(inputs) : RunInputs.of(definition(path), inputs);
        StartRun run = new StartRun(project.name(), put(files), path, typed, options);
        return insist(key -> client.startRun(run, key).runId());
    }

    /** Hands the files to the server, which checks them; gives their digest. */
    public String snapshot() {
        return put(SnapshotSource.collect(project));
    }

    private String put(SnapshotFiles files) {
        String name = project.name();
        client.putProject(name, new ProjectRoot(project.root().toString()));
        return client.putSnapshot(name, files).digest();
    }

    /** Asks with one idempotency key until there is an answer, a few times at most. */
    public static String insist(UnaryOperator<String> request) {
        String key = UUID.randomUUID().toString();
        for (int attempt = 1; ; attempt++) {
            try {
                return request.apply(key);
            } catch (GatewayUnreachable e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private PipelineDefinition definition(String path) {
        return switch (Formats.parsePipeline(new SourceText(path, project.read(path)))) {
            case Parsed.Ok<PipelineDefinition>(PipelineDefinition value) -> value;
            case Parsed.Invalid<PipelineDefinition>(List<Problem> problems) ->
                throw new CliFailure(
                        ExitCode.USAGE,
                        path + " is not valid",
                        problems.stream().map(Problem::render).toList());
        };
    }

    private static String path(SnapshotFiles files, String pipeline) {
        String wanted = pipeline.startsWith("./") ? pipeline.substring(2) : pipeline;
        if (wanted.startsWith(BUILTIN)) {
            return wanted;
        }
        List<String> there = files.files().stream()
                .map(file -> file.path())
                .filter(path -> path.startsWith("ship/"))
                .toList();
        return Stream.of(wanted, "ship/" + wanted, "ship/" + wanted + ".yaml")
                .filter(there::contains)
                .findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "there is no pipeline `" + pipeline + "`",
                        there.isEmpty()
                                ? List.of("there is none yet; a desk brings some:  builderos desk apply java-service")
                                : there.stream()
                                        .map(path -> "there is  " + path)
                                        .toList()));
    }
}
