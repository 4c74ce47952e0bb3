package dev.builderos.cli.cluster;

import java.nio.file.Path;

/** The configuration of the cluster's NATS server: JetStream with files, on the loopback interface. */
final class NatsConfiguration {
    private NatsConfiguration() {}

    /** @param password of the services, who are one user on this machine */
    static String text(int port, Path store, String password) {
        return """
                # Written by `builderos cluster up`; what is changed here is lost.
                listen: "127.0.0.1:%d"
                server_name: builderos
                max_payload: 8MB
                jetstream {
                  store_dir: "%s"
                  max_memory_store: 64MB
                }
                authorization {
                  user: builderos
                  password: "%s"
                }
                """.formatted(port, store, password);
    }
}
