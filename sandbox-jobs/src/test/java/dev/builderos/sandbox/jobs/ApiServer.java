package dev.builderos.sandbox.jobs;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * fabric8's mock of the API server, which also tells everybody of a change while somebody who watched is about to go: by itself it
 * stops half-way then, with the change made and its request failed.
 */
final class ApiServer extends KubernetesCrudDispatcher {
    private static final Duration GONE = Duration.ofSeconds(5);

    @Override
    public void processEvent(
            String path,
            AttributeSet pathAttributes,
            AttributeSet oldAttributes,
            GenericKubernetesResource resource,
            String newState) {
        Map<AttributeSet, String> before = Map.copyOf(map);
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(GONE)
                .ignoreException(RejectedExecutionException.class)
                .until(() -> {
                    map.clear();
                    map.putAll(before);
                    super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
                    return true;
                });
    }
}
