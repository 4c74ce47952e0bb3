package dev.builderos.gateway.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Bytes that are closed under their reader when none came for too long. */
final class WatchedBytes extends FilterInputStream {
    private volatile long heardAt = System.nanoTime();
    private final Thread watch;

    WatchedBytes(InputStream in, Duration silence) {
        super(in);
        watch = Thread.ofVirtual().start(() -> {
            try {
                for (long left = silence.toNanos(); left > 0; left = heardAt + silence.toNanos() - System.nanoTime()) {
                    Thread.sleep(Duration.ofNanos(left));
                }
                in.close();
            } catch (InterruptedException | IOException e) {
                // closed by its reader, who no longer cares
            }
        });
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        heardAt = System.nanoTime();
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        heardAt = System.nanoTime();
        return read;
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        in.close();
    }
}
