package dev.builderos.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Where the body of a message ends (RFC 9112, 6.3). A message that says it in two ways is refused, and each body is framed
 * anew: so both sides agree on the end, and nothing hides behind it (request smuggling).
 */
sealed interface Framing {
    int BUFFER = 8_192;

    record None() implements Framing {}

    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    record UntilClose() implements Framing {}

    /** How the headers frame a body; nothing when they do not. */
    static Optional<Framing> of(List<Header> headers) throws Refusal {
        List<String> codings = values(headers, "transfer-encoding");
        List<String> lengths = values(headers, "content-length");
        if (codings.size() + lengths.size() > 1) {
            throw Refusal.malformed("the length of the body is said more than once");
        }
        if (!codings.isEmpty()) {
            if (!codings.getFirst().equalsIgnoreCase("chunked")) {
                throw Refusal.malformed("the only transfer coding that passes is `chunked`");
            }
            return Optional.of(new Chunked());
        }
        if (!lengths.isEmpty()) {
            if (!lengths.getFirst().matches("[0-9]{1,18}")) {
                throw Refusal.malformed("the length of the body is no number");
            }
            return Optional.of(new Length(Long.parseLong(lengths.getFirst())));
        }
        return Optional.empty();
    }

    private static List<String> values(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.getName().toLowerCase(Locale.ROOT).equals(name))
                .map(header -> String.valueOf(header.getValue()).strip())
                .toList();
    }

    /** The header that says it; nothing where the end of the connection does. */
    default Optional<String> header() {
        return switch (this) {
            case Length(long bytes) -> Optional.of("Content-Length: " + bytes);
            case Chunked ignored -> Optional.of("Transfer-Encoding: chunked");
            case None ignored -> Optional.empty();
            case UntilClose ignored -> Optional.empty();
        };
    }

    /** The body as it comes in. */
    default InputStream reading(SessionInputBuffer buffer, InputStream in, Http1Config config) {
        return switch (this) {
            case Length(long bytes) -> new ContentLengthInputStream(buffer, in, bytes);
            case Chunked ignored -> new ChunkedInputStream(buffer, in, config);
            case UntilClose ignored -> new IdentityInputStream(buffer, in);
            case None ignored -> InputStream.nullInputStream();
        };
    }

    /** Copies a whole body, framed this way on its way out. */
    default void copy(InputStream body, OutputStream out) throws IOException {
        switch (this) {
            case None ignored -> {}
            case Length ignored -> pump(body, out);
            case UntilClose ignored -> pump(body, out);
            case Chunked ignored -> {
                var chunks = new ChunkedOutputStream(new SessionOutputBufferImpl(BUFFER), out, BUFFER);
                pump(body, chunks);
                chunks.finish();
                chunks.flush();
            }
        }
        out.flush();
    }

    /** Copies what comes, as it comes. */
    static void pump(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
