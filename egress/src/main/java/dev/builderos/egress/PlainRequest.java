package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;

/**
 * Passes one request on to its host, and the answer back. Both are written anew from what was understood of them. Each
 * connection carries one request only: nothing that was not judged comes behind it.
 */
final class PlainRequest {
    private static final int CONTINUE = 100;
    private static final int SWITCHING = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int MOST_INTERIM_ANSWERS = 10;

    private final Connection connection;
    private final Side command;
    private final Forks forks;
    private final Optional<Judge.Addition> addition;

    /**
     * One request of a command.
     *
     * @param connection that carries it
     * @param command as it is heard and answered
     * @param addition a header that the command does not have
     */
    PlainRequest(Connection connection, Side command, Forks forks, Optional<Judge.Addition> addition) {
        this.connection = connection;
        this.command = command;
        this.forks = forks;
        this.addition = addition;
    }

    Judge.Ending carry(Incoming incoming, EgressRequest request, Side host, Answered answered)
            throws IOException, Refusal {
        Framing framing = incoming.framing();
        connection.flow();
        host.out().write(head(incoming, request, framing));
        Forks.Fork sending = forks.fork(connection, () -> {
            if (incoming.waitsToContinue()) {
                command.out().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            }
            send(incoming, framing, host);
        });
        int status = answer(incoming, host, answered);
        command.finish();
        connection.close();
        settle(sending);
        return new Judge.Ending.Done(status, connection.traffic());
    }

    private static void send(Incoming incoming, Framing framing, Side host) throws IOException {
        framing.copy(framing.reading(incoming.body().buffer(), incoming.body().rest(), Incoming.SYNTAX), host.out());
    }

    /** The answer is there; what the host did not want to read any more is of no matter. */
    private static void settle(Forks.Fork sending) {
        try {
            sending.join();
        } catch (IOException unread) {
            System.getLogger(PlainRequest.class.getName())
                    .log(System.Logger.Level.DEBUG, "answered before all was sent", unread);
        }
    }

    private byte[] head(Incoming incoming, EgressRequest request, Framing framing) throws Refusal {
        var lines = new ArrayList<String>();
        lines.add(request.method() + " " + incoming.resource() + " HTTP/1.1");
        lines.add("Host: " + request.host() + (request.isOnUsualPort() ? "" : ":" + request.port()));
        Incoming.passedOn(incoming.headers()).stream()
                .filter(header -> !header.getName().equalsIgnoreCase("Host"))
                .filter(header -> addition.filter(added -> added.name().equalsIgnoreCase(header.getName()))
                        .isEmpty())
                .forEach(header -> lines.add(header.getName() + ": " + header.getValue()));
        addition.ifPresent(added -> lines.add(added.name() + ": " + added.value()));
        framing.header().ifPresent(lines::add);
        lines.add("Connection: close");
        return bytes(lines);
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    private int answer(Incoming incoming, Side host, Answered answered) throws IOException, Refusal {
        var buffer = new SessionInputBufferImpl(Framing.BUFFER, Incoming.SYNTAX.getMaxLineLength());
        ClassicHttpResponse response = response(buffer, host);
        List<Header> headers = List.of(response.getHeaders());
        Incoming.checkHeaders(headers);
        Framing came = framing(incoming.method(), response.getCode(), headers);
        Framing goes = came instanceof Framing.Chunked && !incoming.modern() ? new Framing.UntilClose() : came;
        var lines = new ArrayList<String>();
        lines.add("HTTP/1.1 " + response.getCode() + " ");
        Incoming.passedOn(headers).forEach(header -> lines.add(header.getName() + ": " + header.getValue()));
        length(incoming.method(), headers, goes).ifPresent(lines::add);
        lines.add("Connection: close");
        answered.now();
        command.out().write(bytes(lines));
        goes.copy(came.reading(buffer, host.in(), Incoming.SYNTAX), command.out());
        return response.getCode();
    }

    /** The answer to HEAD says how long the body would be that it does not have. */
    private static Optional<String> length(String method, List<Header> headers, Framing framing) throws Refusal {
        return method.equals("HEAD") ? Framing.of(headers).flatMap(Framing::header) : framing.header();
    }

    private static ClassicHttpResponse response(SessionInputBufferImpl buffer, Side host) throws IOException, Refusal {
        var parser = new DefaultHttpResponseParser(Incoming.SYNTAX);
        try {
            for (int interim = 0; interim <= MOST_INTERIM_ANSWERS; interim++) {
                ClassicHttpResponse response = parser.parse(buffer, host.in());
                if (response == null) {
                    throw Refusal.unreachable("the host closed the connection without an answer");
                }
                if (response.getCode() == SWITCHING) {
                    throw Refusal.unreachable("the host wanted to speak another protocol");
                }
                if (response.getCode() < CONTINUE || response.getCode() >= OK) {
                    return response;
                }
            }
        } catch (HttpException malformed) {
            throw Refusal.unreachable("the host gave an answer that is no HTTP");
        }
        throw Refusal.unreachable("the host gave no final answer");
    }

    private static Framing framing(String method, int status, List<Header> headers) throws Refusal {
        if (method.equals("HEAD") || status == NO_CONTENT || status == NOT_MODIFIED) {
            return new Framing.None();
        }
        try {
            return Framing.of(headers).orElse(new Framing.UntilClose());
        } catch (Refusal unclear) {
            throw Refusal.unreachable("the host's answer: " + unclear.sentence());
        }
    }

    /** Remembers that an answer was begun, after which no other can be given. */
    static final class Answered {
        private boolean begun;

        void now() {
            begun = true;
        }

        boolean begun() {
            return begun;
        }
    }
}
