package dev.builderos.runner.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in an S3-compatible store content is kept, as settings say it: {@code
 * s3://bucket/prefix?region=eu-central-1&endpoint=http://host:9000&path-style=true}.
 *
 * @param prefix of all keys, ending in a slash, or empty
 * @param endpoint the store; AWS itself when null
 * @param region found as the AWS tools find it when null
 * @param pathStyle whether the bucket stands in the path of addresses rather than in the host's name
 */
public record S3Location(
        String bucket,
        String prefix,
        @Nullable URI endpoint,
        @Nullable String region,
        boolean pathStyle) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._=-]+/)*");
    private static final String EXAMPLE =
            "; write it as s3://bucket/prefix?region=eu-central-1, with &endpoint=http://host:9000 for a store that is not AWS";

    /**
     * Reads a setting.
     *
     * @throws StoreRefused when it says no place, with what to write instead
     */
    public static S3Location parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new StoreRefused("`" + text + "` says no place for artifacts (" + e.getReason() + ")" + EXAMPLE);
        }
        String bucket = uri.getAuthority();
        if (!"s3".equals(uri.getScheme())
                || bucket == null
                || !BUCKET.matcher(bucket).matches()) {
            throw refused(text, "says no bucket for artifacts");
        }
        String path = uri.getPath().replaceAll("^/+|/+$", "");
        String prefix = path.isEmpty() ? "" : path + "/";
        if (!PREFIX.matcher(prefix).matches()) {
            throw refused(text, "has a prefix with other than letters, digits and . _ = - between slashes");
        }
        Map<String, String> options = options(text, uri.getRawQuery());
        URI endpoint = Optional.ofNullable(options.remove("endpoint"))
                .map(stated -> endpoint(text, stated))
                .orElse(null);
        String region = options.remove("region");
        String pathStyle = options.remove("path-style");
        if (pathStyle != null && !pathStyle.equals("true") && !pathStyle.equals("false")) {
            throw refused(text, "has a path-style that is neither true nor false");
        }
        if (!options.isEmpty()) {
            throw refused(
                    text,
                    "has the unknown settings " + String.join(", ", options.keySet())
                            + " (there are endpoint, region and path-style)");
        }
        return new S3Location(
                bucket, prefix, endpoint, region, pathStyle == null ? endpoint != null : pathStyle.equals("true"));
    }

    private static Map<String, String> options(String text, @Nullable String query) {
        Map<String, String> options = new TreeMap<>();
        if (query == null) {
            return options;
        }
        for (String pair : query.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at <= 0 || at == pair.length() - 1) {
                throw refused(text, "has a setting without a name or a value");
            }
            options.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return options;
    }

    private static URI endpoint(String text, String stated) {
        try {
            URI endpoint = new URI(stated);
            if (endpoint.getHost() != null
                    && ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            throw new StoreRefused(
                    "`" + text + "` has an endpoint that is no address (" + e.getReason() + ")" + EXAMPLE);
        }
        throw refused(text, "has an endpoint that is no http or https address");
    }

    private static StoreRefused refused(String text, String why) {
        return new StoreRefused("`" + text + "` " + why + EXAMPLE);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix + (endpoint == null ? "" : " at " + endpoint);
    }
}
