package dev.builderos.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A secret that is planted to see where it comes out, in the ways in which it may be written. */
record Canary(String value) {
    /** The value as it is, in base64 wherever it stands in what is encoded, in hex, in a URL, in JSON. */
    List<String> forms() {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        return List.of(
                value,
                base64(bytes, 0),
                base64(bytes, 1),
                base64(bytes, 2),
                hex,
                hex.toUpperCase(Locale.ROOT),
                URLEncoder.encode(value, StandardCharsets.UTF_8),
                value.replace("\"", "\\\""));
    }

    /** Without the characters that depend on what stands around it. */
    private static String base64(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String whole = Base64.getEncoder().encodeToString(shifted);
        return whole.substring((before * 8 + 5) / 6, shifted.length * 8 / 6);
    }

    boolean isIn(String text) {
        return forms().stream().anyMatch(text::contains);
    }

    /** The files of the server that hold it; its programs and the files of runs that are not over are left out. */
    List<Path> filesWithIt(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(home.resolve("postgres/programs"))
                            && !file.startsWith(home.resolve("workspaces")))
                    .filter(this::isIn)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isIn(Path file) {
        try {
            return isIn(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return false;
        }
    }
}
