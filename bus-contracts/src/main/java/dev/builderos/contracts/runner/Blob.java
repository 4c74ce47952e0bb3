package dev.builderos.contracts.runner;

/**
 * A piece of a stored content.
 *
 * @param total size of the whole
 */
public record Blob(byte[] bytes, long total) {
    public Blob {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }
}
