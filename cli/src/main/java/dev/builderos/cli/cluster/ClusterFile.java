package dev.builderos.cli.cluster;

import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code cluster/cluster.json}: where each member listens, for as long as the cluster is there, and its newest process.
 *
 * @param ports by member
 * @param processes by member; of those that were ever started
 */
public record ClusterFile(Map<String, Integer> ports, Map<String, Started> processes) {
    /** A process as it was started: a number alone may be another's later. */
    public record Started(long pid, Instant at) {
        static Started of(ProcessHandle process) {
            return new Started(
                    process.pid(), process.info().startInstant().orElseThrow(() -> new IllegalStateException("gone")));
        }

        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info().command().isPresent())
                    .filter(process ->
                            process.info().startInstant().map(at::equals).orElse(false));
        }
    }

    public ClusterFile {
        ports = Map.copyOf(ports);
        processes = Map.copyOf(processes);
    }

    static Optional<ClusterFile> read(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(RecordJson.read(Files.readAllBytes(file), ClusterFile.class))
                : Optional.empty();
    }

    ClusterFile with(Member member, ProcessHandle process) {
        Map<String, Started> all = new TreeMap<>(processes);
        all.put(member.name(), Started.of(process));
        return new ClusterFile(ports, all);
    }

    /** The process of a member, while it lives. */
    public Optional<ProcessHandle> process(Member member) {
        return Optional.ofNullable(processes.get(member.name())).flatMap(Started::process);
    }

    int port(Member member) {
        Integer port = ports.get(member.name());
        if (port == null) {
            throw new IllegalStateException(member + " has no port in the cluster's file");
        }
        return port;
    }
}
