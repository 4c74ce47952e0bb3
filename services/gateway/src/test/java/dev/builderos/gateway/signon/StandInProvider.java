package dev.builderos.gateway.signon;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks as much OpenID Connect as it takes to sign tokens that are wrong in every way; the real Keycloak signs right ones only. */
final class StandInProvider implements AutoCloseable {
    private final List<RSAKey> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean silent;
    private final List<String> grants = new CopyOnWriteArrayList<>();
    private volatile int tokenStatus = 500;
    private volatile String tokenAnswer = "{}";

    StandInProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", exchange -> {
            if (silent) {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
                return;
            }
            answer(exchange, discovery());
        });
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            answer(exchange, new JWKSet(List.copyOf(keys)).toString(true));
        });
        server.createContext("/token", exchange -> {
            grants.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, tokenStatus, tokenAnswer);
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        answer(exchange, 200, text);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String discovery() {
        return """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys",
                 "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],
                 "response_types_supported":["code"]}""".formatted(issuer());
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A key that is published from now on. */
    RSAKey newKey(String id) {
        RSAKey key = unpublished(id);
        keys.add(key);
        return key;
    }

    static RSAKey unpublished(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it describes itself to nobody. */
    void silence(boolean isSilent) {
        silent = isSilent;
    }

    /** What it answers from now on to whoever asks for tokens. */
    void answerGrants(int status, String answer) {
        tokenAnswer = answer;
        tokenStatus = status;
    }

    /** What it was shown to grant tokens for. */
    List<String> grants() {
        return grants;
    }

    /** How often it was asked for its keys. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
