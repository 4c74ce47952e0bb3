package dev.builderos.registry.domain;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a snapshot is made of. Its digest names the snapshot, so that equal files always make the same one.
 *
 * @param files by path, each path once
 */
public record Manifest(List<Entry> files) {
    public Manifest {
        files = List.copyOf(files);
    }

    /** A file by the digest of its text. */
    public record Entry(String path, Digest digest) {}

    static Manifest of(List<SourceFile> files) {
        return new Manifest(files.stream()
                .sorted()
                .map(file -> new Entry(file.path(), Digest.of(file.text())))
                .toList());
    }

    public static Manifest parse(String json) {
        return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), Manifest.class);
    }

    /** The canonical form, of which the digest is. */
    public String json() {
        return new String(CanonicalJson.bytes(this), StandardCharsets.UTF_8);
    }

    public Digest digest() {
        return CanonicalJson.digest(this);
    }
}
