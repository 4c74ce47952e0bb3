package dev.builderos.gateway.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The answer to a request.
 *
 * @param body what follows the head
 */
record HttpAnswer(int status, InputStream body) implements Closeable {
    boolean successful() {
        return status / 100 == 2;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
