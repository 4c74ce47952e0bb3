package dev.builderos.receipts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys whose signatures you believe. */
public record TrustedKeys(Set<VerifyingKey> keys) {
    public TrustedKeys {
        keys = Set.copyOf(keys);
    }

    public static TrustedKeys of(VerifyingKey... keys) {
        return new TrustedKeys(Set.of(keys));
    }

    /**
     * Every {@code *.pem} of a directory (a missing directory holds none) and each file named besides.
     *
     * @throws IOException when a file cannot be read or holds no Ed25519 public key; the message names it
     */
    public static TrustedKeys load(Path directory, List<Path> files) throws IOException {
        Set<VerifyingKey> keys = new HashSet<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> inDirectory = Files.newDirectoryStream(directory, "*.pem")) {
                for (Path file : inDirectory) {
                    keys.add(read(file));
                }
            }
        }
        for (Path file : files) {
            keys.add(read(file));
        }
        return new TrustedKeys(keys);
    }

    /** The same and one more. */
    public TrustedKeys and(VerifyingKey key) {
        Set<VerifyingKey> more = new HashSet<>(keys);
        more.add(key);
        return new TrustedKeys(more);
    }

    public boolean contains(VerifyingKey key) {
        return keys.contains(key);
    }

    private static VerifyingKey read(Path file) throws IOException {
        try {
            return VerifyingKey.ofX509(Pem.PUBLIC_KEY.read(Files.readString(file, StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no Ed25519 public key: " + e.getMessage(), e);
        }
    }
}
