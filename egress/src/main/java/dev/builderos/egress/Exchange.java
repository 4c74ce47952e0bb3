package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happens on one connection of a command: one request, judged and carried, or refused in words. */
final class Exchange {
    /** What a command may have sent already when it is refused; it would not read the refusal otherwise. */
    private static final int DRAINED = 1 << 20;

    private static final int TUNNEL_OPENED = 200;

    private final Site site;
    private final Connection connection;
    private final Side command;
    private final @Nullable EgressRequest tunnel;
    private final PlainRequest.Answered answered = new PlainRequest.Answered();
    private int number;

    /**
     * What the connections of a command share.
     *
     * @param opening how tunnels are opened, where any is
     * @param notice takes what a person should see in the command's log, a line each
     */
    record Site(
            Judge judge,
            Dialer dialer,
            EgressLimits limits,
            Forks forks,
            AtomicInteger requests,
            Optional<Opening> opening,
            Consumer<String> notice) {}

    Exchange(Site site, Connection connection) {
        this(site, connection, connection.command(), null);
    }

    /** What happens in a tunnel that ends here. */
    private Exchange(Site site, Connection connection, Side command, @Nullable EgressRequest tunnel) {
        this.site = site;
        this.connection = connection;
        this.command = command;
        this.tunnel = tunnel;
    }

    void run() {
        number = site.requests().incrementAndGet();
        try {
            Incoming incoming = head();
            if (incoming != null) {
                carry(incoming);
            }
        } catch (Refusal refused) {
            refuse(refused, null);
        } catch (IOException over) {
            System.getLogger(Exchange.class.getName()).log(System.Logger.Level.DEBUG, "connection over", over);
        } finally {
            connection.close();
        }
    }

    private @Nullable Incoming head() throws IOException, Refusal {
        connection.within(site.limits().head());
        try {
            return Incoming.read(command.in());
        } catch (Incoming.HeadTooLong tooLong) {
            throw Refusal.malformed(String.valueOf(tooLong.getMessage()));
        }
    }

    private void carry(Incoming incoming) throws Refusal {
        EgressRequest request = tunnel == null ? incoming.request() : incoming.within(tunnel);
        try {
            connection.flow();
            Judge.Permit permit = admit(request);
            // From here on somebody waits to hear how it ended.
            Judge.Ending ending = new Judge.Ending.Failed("it was broken off", new Judge.Traffic(0, 0));
            try {
                ending = pass(incoming, request, permit);
            } catch (Refusal refused) {
                ending = refused.ending(connection.traffic());
                throw refused;
            } catch (Meter.Exceeded tooMuch) {
                Refusal refused = Refusal.forbidden("egress-limit", String.valueOf(tooMuch.getMessage()));
                ending = refused.ending(connection.traffic());
                throw refused;
            } catch (IOException broken) {
                ending = new Judge.Ending.Failed("the connection broke", connection.traffic());
                throw Refusal.unreachable("the connection to the host broke");
            } finally {
                permit.ended(ending);
            }
        } catch (Refusal refused) {
            refuse(refused, request);
        }
    }

    private Judge.Permit admit(EgressRequest request) throws Refusal {
        if (number > site.limits().requests()) {
            throw Refusal.forbidden(
                    "egress-limit", "a command may make " + site.limits().requests() + " requests, and no more");
        }
        return switch (judged(request)) {
            case Judge.Verdict.Allowed(Judge.Permit permit) -> permit;
            case Judge.Verdict.Refused(String rule, String sentence) -> throw Refusal.forbidden(rule, sentence);
        };
    }

    private Judge.Verdict judged(EgressRequest request) {
        try {
            return site.judge().judge(request);
        } catch (RuntimeException broken) {
            System.getLogger(Exchange.class.getName()).log(System.Logger.Level.WARNING, "no verdict", broken);
            return new Judge.Verdict.Refused("error", "the request could not be judged, so it is refused");
        }
    }

    private Judge.Ending pass(Incoming incoming, EgressRequest request, Judge.Permit permit)
            throws IOException, Refusal {
        if (!incoming.isConnect()) {
            return plain(incoming, request, permit);
        }
        if (permit.opensTunnel()) {
            Opening opening = opening();
            answered.now();
            Side inside =
                    Tunnel.begin(connection, incoming, request, site.limits()).open(opening, request.host());
            new Exchange(site, connection, inside, request).run();
        } else {
            Socket socket = dial(request, permit);
            answered.now();
            Tunnel.begin(connection, incoming, request, site.limits()).carry(connection.host(socket), site.forks());
        }
        return new Judge.Ending.Done(TUNNEL_OPENED, connection.traffic());
    }

    private Judge.Ending plain(Incoming incoming, EgressRequest request, Judge.Permit permit)
            throws IOException, Refusal {
        incoming.framing();
        Socket socket = dial(request, permit);
        Side host = connection.host(request.scheme().equals("https") ? opening().towardsHost(socket, request) : socket);
        return new PlainRequest(connection, command, site.forks(), permit.addition())
                .carry(incoming, request, host, answered);
    }

    private Socket dial(EgressRequest request, Judge.Permit permit) throws IOException, Refusal {
        Socket socket = site.dialer().dial(request, permit.reach());
        connection.join(socket);
        return socket;
    }

    private Opening opening() throws Refusal {
        return site.opening()
                .orElseThrow(() -> Refusal.forbidden("error", "this proxy opens no tunnels, and this one should be"));
    }

    private void refuse(Refusal refused, @Nullable EgressRequest request) {
        String what = request == null ? "a request" : request.toString();
        String why = refused.rule() + ": " + refused.sentence();
        boolean failed = refused.status() == Refusal.UNREACHABLE;
        String outcome = (failed ? "could not make " : "refused ") + what;
        // The first that is too much says so in the log; the others would only fill it. What broke off, the command
        // knows.
        if (number <= site.limits().requests() + 1 && !(failed && answered.begun())) {
            site.notice().accept("network: " + outcome + ": " + why);
        }
        if (!answered.begun()) {
            tell(refused.status(), "BuilderOS " + outcome + "\n" + why + "\n");
        }
    }

    private void tell(int status, String text) {
        byte[] body = text.getBytes(UTF_8);
        String head = "HTTP/1.1 " + status + " " + reason(status)
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        try {
            connection.within(site.limits().head());
            command.out().write(head.getBytes(UTF_8));
            command.out().write(body);
            command.finish();
            drain();
        } catch (IOException gone) {
            System.getLogger(Exchange.class.getName()).log(System.Logger.Level.DEBUG, "refusal not read", gone);
        }
    }

    private void drain() throws IOException {
        byte[] buffer = new byte[Framing.BUFFER];
        int drained = 0;
        int count = 0;
        while (count >= 0 && drained < DRAINED) {
            drained += count;
            count = command.in().read(buffer);
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case Refusal.MALFORMED -> "Bad Request";
            case Refusal.FORBIDDEN -> "Forbidden by BuilderOS";
            default -> "Bad Gateway";
        };
    }
}
