package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;

/** Carries TLS between a command and a host, once the command has asked in it for the host it was let through to. */
final class Tunnel {
    private static final byte[] OPEN = "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(US_ASCII);

    /** A TLS alert, fatal: unrecognized_name. What comes behind the hello is not HTTP, so this is all that can be said. */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 112};

    private final Connection connection;
    private final Forks forks;
    private final EgressLimits limits;

    Tunnel(Connection connection, Forks forks, EgressLimits limits) {
        this.connection = connection;
        this.forks = forks;
        this.limits = limits;
    }

    Judge.Ending carry(Incoming incoming, EgressRequest request, Connection.Host host) throws IOException, Refusal {
        InputStream in = new IdentityInputStream(
                incoming.body().buffer(), incoming.body().rest());
        connection.out().write(OPEN);
        connection.within(limits.head());
        ClientHello hello = ClientHello.read(in);
        try {
            hello.demand(request.host());
        } catch (Refusal otherName) {
            connection.out().write(ALERT);
            throw otherName;
        }
        connection.flow();
        hello.repeat(host.out());
        Forks.Fork sending = forks.fork(connection, () -> {
            Framing.pump(in, host.out());
            host.finish();
        });
        Framing.pump(host.in(), connection.out());
        connection.finish();
        sending.join();
        return new Judge.Ending.Done(200, connection.traffic());
    }
}
