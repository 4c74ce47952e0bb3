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

    /** Work that a step took over, and why, such as {@code cached, from run 0192f3a1-7b2c}. */
    public static String takenOver(String why, String run) {
        return switch (why) {
            case "CACHE" -> "cached, from run " + id(run);
            case "FORK" -> "taken over from run " + id(run) + ", which this one is a fork of";
            default -> "taken over from run " + id(run);
        };
    }

    public static String digest(String digest) {
        String hex = digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : digest;
        return hex.length() <= DIGEST ? hex : hex.substring(0, DIGEST);
    }
}
