package dev.builderos.sandbox.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.builderos.sandbox.Origin;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a Job is called and how it is found: both follow from whose command it is, and from nothing else. */
final class JobName {
    /** On every Job and pod of commands, and on nothing else: NetworkPolicies and Roles go by it. */
    static final String KIND = "app.kubernetes.io/name";

    static final String COMMAND = "builderos-command";
    static final String PREFIX = "builderos.dev/";
    static final String ORG = PREFIX + "org";
    static final String RUN = PREFIX + "run";
    static final String STEP = PREFIX + "step";
    static final String EPOCH = PREFIX + "epoch";

    /** Tells one start from every other of the same name. */
    static final String START = PREFIX + "start";

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final int DIGITS = 40;

    private JobName() {}

    static String of(Origin origin) {
        return "command-" + digest(String.join("\0", origin.org(), origin.run(), origin.step(), origin.call()));
    }

    static Map<String, String> labels(Origin origin) {
        Map<String, String> labels = new TreeMap<>(ofRun(origin.org(), origin.run()));
        labels.put(STEP, value(origin.step()));
        labels.put(EPOCH, Long.toString(origin.epoch()));
        return labels;
    }

    static Map<String, String> ofRun(String org, String run) {
        return new TreeMap<>(Map.of(KIND, COMMAND, ORG, value(org), RUN, value(run)));
    }

    /** What Kubernetes does not take for the value of a label is named by its digest. */
    private static String value(String text) {
        return VALUE.matcher(text).matches() ? text : "sha256-" + digest(text);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
