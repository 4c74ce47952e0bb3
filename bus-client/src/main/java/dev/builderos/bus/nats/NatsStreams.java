package dev.builderos.bus.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Streams and consumers as they have to be. There is a stream for each durable stem; it follows from the stem alone. The service
 * of the stem's domain makes it and mends it; the others wait until it is there. Everything on it can be told again from
 * PostgreSQL.
 */
final class NatsStreams {
    private static final Logger LOG = Logger.getLogger(NatsStreams.class);
    private static final long MAX_BYTES = 1L << 30;
    private static final Duration MAX_AGE = Duration.ofDays(1);
    private static final Duration DUPLICATES = Duration.ofMinutes(2);
    private static final int STREAM_NOT_FOUND = 10_059;

    private final Set<String> domains;
    private final int replicas;
    private final Duration patience;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * Knows of none yet.
     *
     * @param domains whose streams are made here
     */
    NatsStreams(Set<String> domains, int replicas, Duration patience) {
        this.domains = Set.copyOf(domains);
        this.replicas = replicas;
        this.patience = patience;
    }

    static String name(String stem) {
        return stem.replace('.', '-');
    }

    static String subjects(String stem) {
        return stem + ".>";
    }

    /** The stream is there, or the failure says why not; asks the server at most once until {@link #forget}. */
    void ensure(Connection connection, String stem) throws IOException, JetStreamApiException {
        if (seen.contains(stem)) {
            return;
        }
        JetStreamManagement management = connection.jetStreamManagement();
        StreamConfiguration wanted = definition(stem);
        boolean ours = domains.contains(stem.split("\\.", 3)[1]);
        try {
            StreamConfiguration found =
                    management.getStreamInfo(wanted.getName()).getConfiguration();
            if (ours && differs(found, wanted)) {
                LOG.warnf("stream differs from what it has to be, mending it stream=%s", wanted.getName());
                management.updateStream(wanted);
            }
        } catch (JetStreamApiException e) {
            if (!ours || e.getApiErrorCode() != STREAM_NOT_FOUND) {
                throw e;
            }
            management.addStream(wanted);
            LOG.infof("stream made stream=%s", wanted.getName());
        }
        seen.add(stem);
    }

    /** What was seen of a stream may no longer hold. */
    void forget(String stem) {
        seen.remove(stem);
    }

    /** An order is for one service and gone when it is done; an event is for whoever wants it, and kept a day. */
    private StreamConfiguration definition(String stem) {
        boolean order = stem.contains(".cmd.");
        return StreamConfiguration.builder()
                .name(name(stem))
                .subjects(subjects(stem))
                .retentionPolicy(order ? RetentionPolicy.WorkQueue : RetentionPolicy.Limits)
                .storageType(StorageType.File)
                .discardPolicy(DiscardPolicy.New)
                .maxBytes(MAX_BYTES)
                .maxAge(order ? Duration.ZERO : MAX_AGE)
                .duplicateWindow(DUPLICATES)
                .replicas(replicas)
                .build();
    }

    /** Where a service tries whether anything is stored. */
    static String probe(String service) {
        return "builderos.probe." + service;
    }

    /** A stream that holds the service's newest try alone. */
    void ensureProbe(Connection connection, String service) throws IOException, JetStreamApiException {
        String subject = probe(service);
        if (seen.contains(subject)) {
            return;
        }
        JetStreamManagement management = connection.jetStreamManagement();
        try {
            management.getStreamInfo(name(subject));
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
                throw e;
            }
            management.addStream(StreamConfiguration.builder()
                    .name(name(subject))
                    .subjects(subject)
                    .storageType(StorageType.File)
                    .discardPolicy(DiscardPolicy.Old)
                    .maxMessages(1)
                    .replicas(replicas)
                    .build());
        }
        seen.add(subject);
    }

    private static boolean differs(StreamConfiguration found, StreamConfiguration wanted) {
        return !found.getSubjects().equals(wanted.getSubjects())
                || found.getDiscardPolicy() != wanted.getDiscardPolicy()
                || found.getMaxBytes() != wanted.getMaxBytes()
                || !Objects.equals(found.getMaxAge(), wanted.getMaxAge())
                || !Objects.equals(found.getDuplicateWindow(), wanted.getDuplicateWindow())
                || found.getReplicas() != wanted.getReplicas();
    }

    static String consumerName(String stem, String consumer) {
        return consumer + "-" + name(stem);
    }

    /**
     * The durable consumer is there as it has to be. How often a message is tried is counted where it is handled. Twice as many as
     * may be in work are on the way, so that one which is to come again is not held up by the others (seen with nats-server 2.9).
     */
    void ensureConsumer(Connection connection, String stem, String consumer, int inFlight)
            throws IOException, JetStreamApiException {
        connection
                .jetStreamManagement()
                .addOrUpdateConsumer(
                        name(stem),
                        ConsumerConfiguration.builder()
                                .durable(consumerName(stem, consumer))
                                .filterSubject(subjects(stem))
                                .deliverPolicy(DeliverPolicy.All)
                                .ackPolicy(AckPolicy.Explicit)
                                .ackWait(patience)
                                .maxDeliver(-1)
                                .maxAckPending(2L * inFlight)
                                .build());
    }
}
