package dev.builderos.cli.remote;

import org.jspecify.annotations.Nullable;

/**
 * {@code remote.json} of a remote: another server. Its owner alone may read it.
 *
 * @param org where to act there; null to leave it to the server
 * @param token what the server is shown; null where somebody signed on, or nobody did yet
 */
public record Remote(
        String name,
        String url,
        @Nullable String org,
        @Nullable String token) {
    /** The same with a token in the place of the one before. */
    Remote with(@Nullable String other) {
        return new Remote(name, url, org, other);
    }

    @Override
    public String toString() {
        return name + " at " + url;
    }
}
