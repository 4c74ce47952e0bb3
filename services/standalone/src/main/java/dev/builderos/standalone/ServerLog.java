package dev.builderos.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in PostgreSQL's log why it did not start. */
final class ServerLog {
    private static final Pattern COMPLAINT = Pattern.compile("(?:PANIC|FATAL|ERROR|postgres):\\s+(.*)");

    private ServerLog() {}

    /** The last complaint written after an offset, as a sentence. */
    static String complaint(Path log, long after) throws IOException {
        if (!Files.exists(log)) {
            return "it says nothing.";
        }
        byte[] bytes = Files.readAllBytes(log);
        int from = (int) Math.min(after, bytes.length);
        return complaint(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                .lines()
                .toList());
    }

    static String complaint(List<String> lines) {
        return lines.reversed().stream()
                .map(COMPLAINT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1).strip() + ".")
                .findFirst()
                .orElse("it says nothing.");
    }
}
