package dev.builderos.registry.domain;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

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

    /** The digests of the texts, each once. */
    public List<String> digests() {
        return files.stream().map(file -> file.digest().value()).distinct().toList();
    }

    /** The files, with their texts by digest; all have to be there. */
    public List<SourceFile> files(Map<String, String> texts) {
        return files.stream()
                .map(file -> {
                    String text = texts.get(file.digest().value());
                    if (text == null) {
                        throw new IllegalStateException("content of a snapshot is missing: " + file.digest());
                    }
                    return new SourceFile(file.path(), text);
                })
                .toList();
    }

    /** The canonical form, of which the digest is. */
    public String json() {
        return new String(CanonicalJson.bytes(this), StandardCharsets.UTF_8);
    }

    public Digest digest() {
        return CanonicalJson.digest(this);
    }
}
