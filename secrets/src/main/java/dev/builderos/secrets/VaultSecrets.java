package dev.builderos.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in HashiCorp Vault, by its HTTP interface for the KV engine, version 2. Redirects are not followed: they would carry the
 * token elsewhere.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version">Read secret version</a>
 */
final class VaultSecrets implements SecretProvider {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Pattern KEY = Pattern.compile("([\\w-]+)/([\\w./-]+)#([\\w.-]+)");

    private final URI address;
    private final String token;
    private final String namespace;
    private final Duration longest;
    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    /** @param namespace empty for none */
    VaultSecrets(URI address, String token, String namespace) {
        this(address, token, namespace, LONGEST);
    }

    /** With another bound for how long an answer may take. */
    VaultSecrets(URI address, String token, String namespace, Duration longest) {
        this.address = address;
        this.token = token;
        this.namespace = namespace;
        this.longest = longest;
        this.http = HttpClient.newBuilder().connectTimeout(longest).build();
    }

    @Override
    public String read(SecretReference reference) throws SecretUnavailable {
        Matcher key = KEY.matcher(reference.key());
        if (!key.matches() || key.group(2).contains("..")) {
            throw new SecretUnavailable(reference, "its key is MOUNT/PATH#FIELD, such as kv/app#password");
        }
        if (address.toString().isEmpty() || token.isEmpty()) {
            throw new SecretUnavailable(reference, "the server has no VAULT_ADDR or no VAULT_TOKEN");
        }
        HttpResponse<byte[]> answer = ask(reference, "/v1/" + key.group(1) + "/data/" + key.group(2));
        return switch (answer.statusCode()) {
            case 200 -> field(reference, answer.body(), key.group(3));
            case 403 -> throw new SecretUnavailable(reference, "Vault does not let this token read it");
            case 404 -> throw new SecretUnavailable(reference, "Vault has nothing there");
            default -> throw new SecretUnavailable(reference, "Vault answers " + answer.statusCode());
        };
    }

    private HttpResponse<byte[]> ask(SecretReference reference, String path) throws SecretUnavailable {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(longest)
                .header("X-Vault-Token", token)
                .header("X-Vault-Request", "true");
        if (!namespace.isEmpty()) {
            request.header("X-Vault-Namespace", namespace);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | IllegalArgumentException silent) {
            throw new SecretUnavailable(reference, "Vault does not answer at " + address.getAuthority());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new SecretUnavailable(reference, "the question was stopped");
        }
    }

    private String field(SecretReference reference, byte[] body, String field) throws SecretUnavailable {
        try {
            JsonNode value = json.readTree(body).path("data").path("data").path(field);
            if (!value.isValueNode() || value.isNull()) {
                throw new SecretUnavailable(reference, "there is no field `" + field + "`");
            }
            return value.asText();
        } catch (IOException malformed) {
            throw new SecretUnavailable(reference, "Vault's answer is not JSON");
        }
    }
}
