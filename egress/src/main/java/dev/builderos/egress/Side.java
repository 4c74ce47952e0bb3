package dev.builderos.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** One of the two that a request is between: the command, or the host. */
record Side(InputStream in, OutputStream out, Finishing finishing) {
    /** Says that nothing more comes, and goes on reading. */
    interface Finishing {
        void finish() throws IOException;
    }

    void finish() throws IOException {
        finishing.finish();
    }
}
