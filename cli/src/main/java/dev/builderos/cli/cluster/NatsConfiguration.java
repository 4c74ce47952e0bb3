package dev.builderos.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The configuration of the cluster's NATS server: JetStream with files, on the loopback interface, a user for each service. */
final class NatsConfiguration {
    private static final String RIGHTS = "bus-rights.conf";

    private NatsConfiguration() {}

    /** @param passwords by service */
    static String text(int port, Path store, Map<String, String> passwords) {
        String users = passwords.entrySet().stream()
                .map(service -> "    { user: %s, password: \"%s\", permissions: $%s }\n"
                        .formatted(
                                service.getKey(),
                                service.getValue(),
                                service.getKey().toUpperCase(Locale.ROOT)))
                .sorted()
                .collect(Collectors.joining());
        return """
                # Written by `builderos cluster up`; what is changed here is lost.
                listen: "127.0.0.1:%d"
                server_name: builderos
                max_payload: 8MB
                jetstream {
                  store_dir: "%s"
                }
                authorization {
                %s
                  users: [
                %s  ]
                }
                """.formatted(port, store, rights().indent(2), users);
    }

    private static String rights() {
        try (InputStream in = Objects.requireNonNull(
                NatsConfiguration.class.getResourceAsStream(RIGHTS), "the rights are in this program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
