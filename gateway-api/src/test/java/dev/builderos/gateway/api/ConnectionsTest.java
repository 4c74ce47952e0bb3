package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    @Test
    void loadsNoTlsForPlainHttp() {
        try (Connections connections = new Connections()) {
            assertThat(connections.to(URI.create("http://127.0.0.1:1/")).sslContext())
                    .isInstanceOf(NoTls.class);
        }
    }

    @Test
    void encryptsWithTheCertificatesOfThePlatformForHttps() {
        try (Connections connections = new Connections()) {
            assertThat(connections.to(URI.create("HTTPS://example.org/")).sslContext())
                    .isNotInstanceOf(NoTls.class);
        }
    }

    @Test
    void keepsOneClientForAllRequests() {
        try (Connections connections = new Connections()) {
            HttpClient first = connections.to(URI.create("http://127.0.0.1:1/a"));

            HttpClient second = connections.to(URI.create("http://127.0.0.1:1/b"));

            assertThat(second).isSameAs(first);
        }
    }
}
