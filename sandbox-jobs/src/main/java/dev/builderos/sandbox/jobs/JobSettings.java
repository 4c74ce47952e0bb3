package dev.builderos.sandbox.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How commands become Jobs.
 *
 * @param namespace where the Jobs are made
 * @param image what commands run in, pinned by its digest
 * @param claim the PersistentVolumeClaim of that namespace on which workspaces lie
 * @param volume where the runner sees the same volume
 * @param user the id of user and group that commands have: the one that owns the workspaces
 * @param cpu the most processors of one command, as Kubernetes writes it
 * @param nodes labels of the nodes on which commands may run
 * @param runtimeClass how containers are kept apart from their node: gVisor or Kata, for example
 * @param patience how long what is asked for may take
 */
public record JobSettings(
        String namespace,
        String image,
        String claim,
        Path volume,
        long user,
        String cpu,
        Map<String, String> nodes,
        Optional<String> runtimeClass,
        Patience patience) {

    private static final Pattern PINNED = Pattern.compile("[^\\s@]+@sha256:[0-9a-f]{64}");

    /**
     * How long each may take.
     *
     * @param request one answer of the API server
     * @param start from the Job to the command: a node has to be found, the image to be fetched
     * @param silence without any news of the cluster while a command runs
     * @param end a command that was told to end, until it is gone
     * @param grace between being told to end and being ended
     */
    public record Patience(Duration request, Duration start, Duration silence, Duration end, Duration grace) {
        public static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(15),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofSeconds(90),
                Duration.ofSeconds(2));
    }

    public JobSettings {
        nodes = Map.copyOf(nodes);
        volume = volume.toAbsolutePath().normalize();
        if (!PINNED.matcher(image).matches()) {
            throw new IllegalArgumentException("the image of Jobs is `" + image
                    + "`; it has to be pinned by its digest, NAME@sha256:…, or else nobody knows what ran");
        }
        if (user <= 0) {
            throw new IllegalArgumentException("commands in Jobs have a user id above 0, not " + user);
        }
    }
}
