package dev.builderos.cli.cluster;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Keycloak of a cluster on one machine: a role and a schema of its own in the cluster's database, one realm. */
public final class Keycloak {
    static final String REALM = "/realms/builderos";

    private static final String ADMIN = "admin";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;

    private final ClusterHome files;
    private final int port;
    private final int databasePort;

    Keycloak(ClusterHome files, int port, int databasePort) {
        this.files = files;
        this.port = port;
        this.databasePort = databasePort;
    }

    private String base() {
        return "http://127.0.0.1:" + port;
    }

    /** As it names itself in its tokens. */
    public String issuer() {
        return base() + REALM;
    }

    /** What it finds in its environment. */
    Map<String, String> settings() throws IOException {
        return Map.ofEntries(
                Map.entry("JAVA_HOME", System.getProperty("java.home")),
                Map.entry("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx256m"),
                Map.entry("KC_HTTP_ENABLED", "true"),
                Map.entry("KC_HTTP_HOST", "127.0.0.1"),
                Map.entry("KC_HTTP_PORT", String.valueOf(port)),
                Map.entry("KC_HOSTNAME", base()),
                Map.entry("KC_CACHE", "local"),
                Map.entry("KC_DB_URL", "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres"),
                Map.entry("KC_DB_SCHEMA", "keycloak"),
                Map.entry("KC_DB_USERNAME", "keycloak"),
                Map.entry("KC_DB_PASSWORD", text(databasePassword())),
                Map.entry("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN),
                Map.entry("KC_BOOTSTRAP_ADMIN_PASSWORD", text(adminPassword())));
    }

    /** What the database finds in its environment, so that there is a role and a schema. */
    Map<String, String> databaseSettings() throws IOException {
        return Map.of("BUILDEROS_KEYCLOAK_PASSWORD_FILE", databasePassword().toString());
    }

    private Path databasePassword() throws IOException {
        return files.secret("keycloak-database-password");
    }

    private Path adminPassword() throws IOException {
        return files.secret("keycloak-admin-password");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private record Credential(String type, String value, boolean temporary) {}

    private record Account(
            String username,
            String email,
            String firstName,
            String lastName,
            boolean emailVerified,
            boolean enabled,
            List<Credential> credentials) {}

    /**
     * Makes an account for a person who is trusted to have this address.
     *
     * @throws CliFailure when there is one, or Keycloak does not answer
     */
    public void addAccount(String email, String password) throws IOException {
        String name = email.substring(0, Math.max(1, email.indexOf('@')));
        Account account =
                new Account(email, email, name, "-", true, true, List.of(new Credential("password", password, false)));
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = send(
                    http,
                    HttpRequest.newBuilder(URI.create(base() + "/admin" + REALM + "/users"))
                            .header("Authorization", "Bearer " + adminToken())
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(RecordJson.write(account))));
            if (answer.statusCode() == CONFLICT) {
                throw new CliFailure(ExitCode.FAILED, "there is an account with the address " + email);
            }
            if (answer.statusCode() != CREATED) {
                throw new CliFailure(ExitCode.FAILED, "Keycloak refuses this account: " + answer.body());
            }
        }
    }

    private String adminToken() throws IOException {
        HTTPRequest request = new TokenRequest.Builder(
                        URI.create(base() + "/realms/master/protocol/openid-connect/token"),
                        new ClientID("admin-cli"),
                        new ResourceOwnerPasswordCredentialsGrant(ADMIN, new Secret(text(adminPassword()))))
                .build()
                .toHTTPRequest();
        request.setConnectTimeout((int) PATIENCE.toMillis());
        request.setReadTimeout((int) PATIENCE.toMillis());
        try {
            TokenResponse answer = TokenResponse.parse(request.send());
            if (answer.indicatesSuccess()) {
                return answer.toSuccessResponse().getTokens().getAccessToken().getValue();
            }
        } catch (IOException | ParseException e) {
            throw silent();
        }
        throw new CliFailure(
                ExitCode.FAILED,
                "Keycloak does not take the password of its administrator any more",
                "use its own page:  " + base() + "/admin");
    }

    private static CliFailure silent() {
        return new CliFailure(
                ExitCode.UNREACHABLE,
                "Keycloak does not answer",
                "how it is:  builderos cluster status",
                "its log:  builderos cluster logs keycloak");
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw silent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.FAILED, "interrupted");
        }
    }
}
