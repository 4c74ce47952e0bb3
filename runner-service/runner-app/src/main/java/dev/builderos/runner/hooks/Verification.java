package dev.builderos.runner.hooks;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.runner.hook.HookHeader;
import dev.builderos.contracts.runner.hook.HookProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a delivery is genuine, told from its headers and the bytes of its body before anything in them is read. Comparisons take
 * the same time whatever they compare. What is doubtful is not genuine: a header twice, a form of another version, no secret.
 */
public final class Verification {
    /** How far the clock of a sender may be off, where it says the time. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** Signatures in one header; a sender that rotates its keys has two. */
    static final int MOST_SIGNATURES = 16;

    private static final String GITHUB_SIGNATURE = "x-hub-signature-256";
    private static final String PLAIN_SIGNATURE = "x-signature-256";
    private static final String GITLAB_TOKEN = "x-gitlab-token";
    private static final String SHA256 = "sha256=";
    private static final String V1 = "v1,";
    private static final String ID_FORM = "[\\x21-\\x7e]{1,200}";

    private final HookProvider provider;
    private final List<String> secrets;
    private final List<HookHeader> headers;
    private final byte[] body;

    private Verification(HookProvider provider, List<String> secrets, List<HookHeader> headers, byte[] body) {
        this.provider = provider;
        this.secrets = secrets;
        this.headers = headers;
        this.body = body;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    /**
     * Whoever sent it knows the secret.
     *
     * @param deliveryId what it is called; the digest of the body where its provider says nothing
     */
    public record Genuine(String deliveryId) implements Outcome {}

    /** Nothing of it may be believed. */
    public record Refused(String reason) implements Outcome {}

    /**
     * Tells whether a delivery is genuine.
     *
     * @param secrets each of those that are taken now; with none, nothing is genuine
     */
    public static Outcome of(
            HookProvider provider, List<String> secrets, List<HookHeader> headers, byte[] body, Instant now) {
        if (secrets.isEmpty()) {
            return new Refused("the endpoint has no secret");
        }
        Verification verification = new Verification(provider, secrets, headers, body);
        return switch (provider) {
            case GITHUB -> verification.signed(GITHUB_SIGNATURE, "x-github-delivery");
            case GITLAB -> verification.shown();
            case STANDARD -> verification.standard(now);
            case HMAC -> verification.plain();
        };
    }

    /** A signature in hexadecimal over the body. The id is not signed; without one the body is its own. */
    private Outcome signed(String header, String idHeader) {
        Optional<String> signature = only(header);
        if (signature.isEmpty()) {
            return new Refused("there is not exactly one " + header);
        }
        if (!signature.get().startsWith(SHA256)) {
            return new Refused(header + " does not start with " + SHA256);
        }
        byte[] shown;
        try {
            shown = HexFormat.of().parseHex(signature.get().substring(SHA256.length()));
        } catch (IllegalArgumentException notHex) {
            return new Refused(header + " is not hexadecimal");
        }
        return matches(shown, body) ? genuine(idHeader) : new Refused(header + " was made with another secret");
    }

    private Outcome plain() {
        boolean asGithub = all(PLAIN_SIGNATURE).isEmpty();
        if (!asGithub && !all(GITHUB_SIGNATURE).isEmpty()) {
            return new Refused("there is both " + PLAIN_SIGNATURE + " and " + GITHUB_SIGNATURE);
        }
        return signed(asGithub ? GITHUB_SIGNATURE : PLAIN_SIGNATURE, "");
    }

    /** The secret itself. It is compared by digest, so that its length shows no more than the rest of it. */
    private Outcome shown() {
        Optional<String> token = only(GITLAB_TOKEN);
        if (token.isEmpty()) {
            return new Refused("there is not exactly one " + GITLAB_TOKEN);
        }
        byte[] shown = Digest.of(token.get()).value().getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (String secret : secrets) {
            known |= MessageDigest.isEqual(Digest.of(secret).value().getBytes(StandardCharsets.UTF_8), shown);
        }
        return known ? genuine("idempotency-key") : new Refused(GITLAB_TOKEN + " is another one");
    }

    private Outcome standard(Instant now) {
        Optional<String> id = only("webhook-id");
        Optional<String> time = only("webhook-timestamp");
        Optional<String> signatures = only("webhook-signature");
        if (id.isEmpty() || time.isEmpty() || signatures.isEmpty()) {
            return new Refused("there is not exactly one each of webhook-id, webhook-timestamp, webhook-signature");
        }
        if (!id.get().matches(ID_FORM) || id.get().contains(".")) {
            return new Refused("webhook-id holds what an id does not");
        }
        if (!time.get().matches("[0-9]{1,15}")) {
            return new Refused("webhook-timestamp is not a number of seconds");
        }
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(time.get())), now);
        if (off.abs().compareTo(WINDOW) > 0) {
            return new Refused("webhook-timestamp is " + off.toSeconds() + " s off");
        }
        String[] each = signatures.get().split(" ", -1);
        if (each.length > MOST_SIGNATURES) {
            return new Refused("webhook-signature holds more than " + MOST_SIGNATURES + " signatures");
        }
        byte[] start = (id.get() + "." + time.get() + ".").getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (String signature : each) {
            if (signature.startsWith(V1)) {
                known |= matches(decoded(signature.substring(V1.length())), start, body);
            }
        }
        return known ? new Genuine(id.get()) : new Refused("webhook-signature holds none made with this secret");
    }

    /** What is no base64 is no signature either. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private Outcome genuine(String idHeader) {
        List<String> ids = all(idHeader);
        if (ids.isEmpty()) {
            return new Genuine(Digest.of(body).value());
        }
        return ids.size() == 1 && ids.getFirst().matches(ID_FORM)
                ? new Genuine(ids.getFirst())
                : new Refused(idHeader + " is no id");
    }

    private boolean matches(byte[] shown, byte[]... signed) {
        boolean known = false;
        for (String secret : secrets) {
            known |= MessageDigest.isEqual(hmac(HookSecrets.key(provider, secret), signed), shown);
        }
        return known;
    }

    private static byte[] hmac(byte[] key, byte[]... signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : signed) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private Optional<String> only(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .map(HookHeader::value)
                .toList();
    }
}
