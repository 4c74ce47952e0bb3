package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processes of the cluster in a home. */
record ClusterMembers(Path home) {
    /** The newest process of this member. */
    ProcessHandle process(String member) {
        return ProcessHandle.of(
                        read().path("processes").path(member).path("pid").asLong())
                .orElseThrow();
    }

    int port(String member) {
        return read().path("ports").path(member).asInt();
    }

    private JsonNode read() {
        try {
            return Json.read(Files.readString(home.resolve("cluster/cluster.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
