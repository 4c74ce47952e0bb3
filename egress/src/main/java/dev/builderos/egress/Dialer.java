package dev.builderos.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects to the host of a request. The name is resolved once; what was checked is what is dialled, so that a name that
 * means another address a moment later (DNS rebinding) gains nothing.
 */
final class Dialer {
    private static final int MOST_ADDRESSES = 4;

    private final Resolver resolver;
    private final EgressLimits limits;

    Dialer(Resolver resolver, EgressLimits limits) {
        this.resolver = resolver;
        this.limits = limits;
    }

    /** @throws Refusal when one of the host's addresses is out of reach, or none answers */
    Socket dial(EgressRequest request, Reach reach) throws Refusal {
        List<InetAddress> addresses = addresses(request.host());
        for (InetAddress address : addresses) {
            if (!reach.covers(address)) {
                throw Refusal.forbidden(
                        "egress-address",
                        request.host() + " is at " + address.getHostAddress()
                                + ", which is no address of the internet; if it has to be reached, name the host under"
                                + " `network.private` of the agent too, or that very address under `network.allow`");
            }
        }
        for (InetAddress address : addresses) {
            // No proxy: settings of the server's JVM do not decide where a command's request goes.
            Socket socket = new Socket(Proxy.NO_PROXY);
            try {
                socket.connect(
                        new InetSocketAddress(address, request.port()),
                        Math.toIntExact(limits.connect().toMillis()));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException notThere) {
                close(socket);
            }
        }
        throw Refusal.unreachable(request.host() + ":" + request.port() + " does not answer");
    }

    private List<InetAddress> addresses(CanonicalHost host) throws Refusal {
        InetAddress literal = host.address();
        if (literal != null) {
            return List.of(literal);
        }
        try {
            List<InetAddress> exact = new ArrayList<>();
            for (InetAddress found : resolver.resolve(host.text())) {
                // Without its name and its zone.
                exact.add(InetAddress.getByAddress(found.getAddress()));
            }
            if (exact.isEmpty()) {
                throw Refusal.unreachable(host + " has no address");
            }
            return exact.subList(0, Math.min(exact.size(), MOST_ADDRESSES));
        } catch (UnknownHostException unknown) {
            throw Refusal.unreachable("there is no host " + host);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            System.getLogger(Dialer.class.getName()).log(System.Logger.Level.DEBUG, "socket not closed", gone);
        }
    }
}
