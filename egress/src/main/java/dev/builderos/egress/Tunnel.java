package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;

/** What a command sends through a tunnel: TLS, that asks for the host it was let through to. */
final class Tunnel {
    private static final byte[] OPEN = "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(US_ASCII);

    /** A TLS alert, fatal: unrecognized_name. What comes behind the hello is not HTTP, so this is all that can be said. */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 112};

    private final Connection connection;
    private final InputStream in;
    private final OutputStream out;
    private final ClientHello hello;

    private Tunnel(Connection connection, InputStream in, OutputStream out, ClientHello hello) {
        this.connection = connection;
        this.in = in;
        this.out = out;
        this.hello = hello;
    }

    /** Lets the command begin. */
    static Tunnel begin(Connection connection, Incoming incoming, EgressRequest request, EgressLimits limits)
            throws IOException, Refusal {
        InputStream in = new IdentityInputStream(
                incoming.body().buffer(), incoming.body().rest());
        OutputStream out = connection.command().out();
        out.write(OPEN);
        connection.within(limits.head());
        ClientHello hello = ClientHello.read(in);
        try {
            hello.demand(request.host());
        } catch (Refusal otherName) {
            out.write(ALERT);
            throw otherName;
        }
        connection.flow();
        return new Tunnel(connection, in, out, hello);
    }

    /** Carries it to the host and back. */
    void carry(Side host, Forks forks) throws IOException {
        hello.repeat(host.out());
        Forks.Fork sending = forks.fork(connection, () -> {
            Framing.pump(in, host.out());
            host.finish();
        });
        whole(() -> {
            Framing.pump(host.in(), out);
            connection.command().finish();
        });
        whole(sending::join);
    }

    /** A connection that is cut off ends a tunnel like one that is closed: TLS tells its ends the difference. */
    private void whole(Forks.Carrying direction) throws Meter.Exceeded {
        try {
            direction.carry();
        } catch (Meter.Exceeded tooMuch) {
            throw tooMuch;
        } catch (IOException cutOff) {
            connection.close();
        }
    }

    /** Ends it here: what the command says in it is read. */
    Side open(Opening opening, CanonicalHost host) throws IOException {
        var below = new Side(in, out, connection.command().finishing());
        var tls = opening.towardsCommand(new StreamSocket(below, connection::close), hello, host);
        return new Side(tls.getInputStream(), tls.getOutputStream(), tls::shutdownOutput);
    }
}
