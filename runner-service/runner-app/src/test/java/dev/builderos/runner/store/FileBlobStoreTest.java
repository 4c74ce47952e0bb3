package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileBlobStoreTest extends BlobStoreContract {
    @Override
    BlobStore blobs() {
        return new FileBlobStore(directory);
    }

    @Override
    Path parts() {
        return directory.resolve("parts");
    }

    private Path file(OrgId org, Digest digest) {
        return directory
                .resolve("orgs")
                .resolve(org.value())
                .resolve("sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    @Override
    void spoil(OrgId org, Digest digest, byte[] other) throws IOException {
        Files.write(file(org, digest), other);
    }

    @Override
    BlobStore later() {
        return blobs();
    }

    @Test
    void theOrgOfALaptopHasItsContentWhereItAlwaysWas() {
        blobs().keep(new OrgId("local"), CONTENT);

        assertThat(directory
                        .resolve("sha256")
                        .resolve(DIGEST.hex().substring(0, 2))
                        .resolve(DIGEST.hex()))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void saysSoWhenItCannotBeWrittenTo() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> new FileBlobStore(notADirectory).probe())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("content cannot be kept in " + notADirectory);
    }
}
