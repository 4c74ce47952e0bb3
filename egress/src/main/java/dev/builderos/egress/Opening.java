package dev.builderos.egress;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * How tunnels are opened that end at the proxy.
 *
 * @param authority shows itself to the command in place of the hosts
 * @param toHosts makes TLS to the hosts themselves, and knows whom to trust
 */
public record Opening(Authority authority, SSLSocketFactory toHosts) {
    /** Trusts what this JVM does. */
    public static Opening by(Authority authority) {
        return new Opening(authority, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** TLS as the host, over a connection of which the hello was read. */
    SSLSocket towardsCommand(Socket connection, ClientHello hello, CanonicalHost host) throws IOException {
        SSLSocket tls = (SSLSocket) authority.as(host).getSocketFactory().createSocket(connection, hello.again(), true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        return tls;
    }

    /**
     * TLS to the host, which has to prove that it is the one.
     *
     * @throws Refusal when it cannot
     */
    SSLSocket towardsHost(Socket connection, EgressRequest request) throws Refusal {
        try {
            SSLSocket tls =
                    (SSLSocket) toHosts.createSocket(connection, request.host().bare(), request.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls;
        } catch (IOException untrusted) {
            throw Refusal.unreachable(request.host() + ":" + request.port()
                    + " does not prove by TLS that it is the host: " + untrusted.getMessage());
        }
    }
}
