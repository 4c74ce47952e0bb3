package dev.builderos.runner.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Sends long content in several requests; nothing is at its place before the last of them. */
final class PartedUpload {
    private static final Logger LOG = Logger.getLogger(PartedUpload.class);

    /** What S3 takes. */
    private static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Part content;
    private final long partBytes;

    PartedUpload(S3Client client, String bucket, String key, Part content) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.content = content;
        this.partBytes = Math.max(S3BlobStore.PART_BYTES, Math.ceilDiv(content.bytes(), (long) MOST_PARTS));
    }

    void send() {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key(key))
                .uploadId();
        try {
            List<CompletedPart> sent = new ArrayList<>();
            for (long from = 0; from < content.bytes(); from += partBytes) {
                sent.add(send(upload, sent.size() + 1, from, Math.min(partBytes, content.bytes() - from)));
            }
            client.completeMultipartUpload(complete ->
                    complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(parts -> parts.parts(sent)));
        } catch (SdkException e) {
            abort(upload);
            throw e;
        }
    }

    private CompletedPart send(String upload, int number, long from, long length) {
        String tag = client.uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromContentProvider(
                                () -> new Stretch(content.file(), from, length), length, "application/octet-stream"))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** A store that is away keeps the parts until its lifecycle rule removes them. */
    private void abort(String upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            LOG.warnf("parts of an upload are left in the store key=%s reason=%s", key, e.getMessage());
        }
    }

    /** Some bytes of a file. */
    private static final class Stretch extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        Stretch(Path path, long from, long length) {
            try {
                this.file = FileChannel.open(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read what is to be sent", e);
            }
            this.at = from;
            this.end = from + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int read = file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
