package dev.builderos.cli.live;

/** Short forms of ids for people; each is long enough to be given back to a command. */
public final class Names {
    /** The time part of a run's id, 48 bits of milliseconds. */
    private static final int ID = 13;

    private static final int DIGEST = 12;

    private Names() {}

    public static String id(String id) {
        return id.length() <= ID ? id : id.substring(0, ID);
    }

    public static String digest(String digest) {
        String hex = digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : digest;
        return hex.length() <= DIGEST ? hex : hex.substring(0, DIGEST);
    }
}
