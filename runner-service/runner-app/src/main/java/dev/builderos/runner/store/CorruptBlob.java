package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import java.io.IOException;

/** What is stored under a digest is not the content of this digest: it was cut off, or changed. */
public final class CorruptBlob extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptBlob(Digest digest, long bytes) {
        super("what is stored as " + digest + " (" + bytes + " bytes) is not what was kept: it was cut off or changed");
    }
}
