package dev.builderos.egress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as a command sent it, and what comes behind it.
 *
 * @param target as written in the request line
 * @param body the bytes behind the head
 */
record Incoming(String method, String target, boolean modern, List<Header> headers, Body body) {
    static final int HEAD_BYTES = 64 * 1024;
    static final Http1Config SYNTAX = Http1Config.custom()
            .setMaxLineLength(8 * 1024)
            .setMaxHeaderCount(200)
            .setMaxEmptyLineCount(1)
            .build();

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern TEXT = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

    /** About one connection, not about the message (RFC 9110, 7.6.1); with those that one side is told anew. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "transfer-encoding",
            "content-length");

    record Body(SessionInputBuffer buffer, InputStream rest) {}

    /** Reads the head; null when the command says nothing. */
    static @Nullable Incoming read(InputStream in) throws IOException, Refusal {
        var limited = new HeadInput(in);
        var buffer = new SessionInputBufferImpl(Framing.BUFFER, SYNTAX.getMaxLineLength());
        try {
            var parser = new DefaultHttpRequestParser(SYNTAX, null, new AsWritten());
            ClassicHttpRequest head = parser.parse(buffer, limited);
            if (head == null) {
                return null;
            }
            limited.left = Long.MAX_VALUE;
            List<Header> headers = List.of(head.getHeaders());
            check(head.getMethod(), headers);
            return new Incoming(
                    head.getMethod(),
                    ((Written) head).target,
                    head.getVersion().greaterEquals(HttpVersion.HTTP_1_1),
                    headers,
                    new Body(buffer, limited));
        } catch (HttpException malformed) {
            throw Refusal.malformed("this is no request as HTTP/1.1 has them");
        }
    }

    private static void check(String method, List<Header> headers) throws Refusal {
        if (!TOKEN.matcher(method).matches()) {
            throw Refusal.malformed("the method is no word");
        }
        checkHeaders(headers);
    }

    static void checkHeaders(List<Header> headers) throws Refusal {
        for (Header header : headers) {
            if (!TOKEN.matcher(header.getName()).matches()
                    || !TEXT.matcher(String.valueOf(header.getValue())).matches()) {
                throw Refusal.malformed("a header has characters that no header may have");
            }
        }
    }

    boolean isConnect() {
        return method.equals("CONNECT");
    }

    /** What it asks for; the header {@code Host} has no say in it. */
    EgressRequest request() throws Refusal {
        if (!VISIBLE.matcher(target).matches()) {
            throw Refusal.malformed("the address has characters that no address may have");
        }
        if (isConnect()) {
            HostAndPort to = HostAndPort.of(target, -1);
            return new EgressRequest(method, "https", to.host(), to.port(), null);
        }
        URI uri = uri();
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getRawAuthority() == null) {
            throw Refusal.malformed("ask the proxy for a whole address (http://host/path), and for a tunnel for https");
        }
        HostAndPort to = HostAndPort.of(uri.getRawAuthority(), 80);
        return new EgressRequest(method, "http", to.host(), to.port(), path(uri));
    }

    /** The same in a tunnel that ends here: only for the host it was opened to. */
    EgressRequest within(EgressRequest tunnel) throws Refusal {
        if (!VISIBLE.matcher(target).matches() || !target.startsWith("/") || isConnect()) {
            throw Refusal.malformed("in a tunnel, ask for a path of the host");
        }
        List<String> hosts = headers.stream()
                .filter(header -> header.getName().equalsIgnoreCase("Host"))
                .map(header -> String.valueOf(header.getValue()))
                .toList();
        HostAndPort asked = HostAndPort.of(hosts.size() == 1 ? hosts.getFirst() : "", 443);
        if (!asked.equals(new HostAndPort(tunnel.host(), tunnel.port()))) {
            throw Refusal.forbidden(
                    "egress-host",
                    "the tunnel is for " + tunnel.host() + ", and in it the command asked " + asked.host());
        }
        int query = target.indexOf('?');
        return new EgressRequest(
                method, "https", tunnel.host(), tunnel.port(), query < 0 ? target : target.substring(0, query));
    }

    private URI uri() throws Refusal {
        try {
            return new URI(target);
        } catch (URISyntaxException malformed) {
            throw Refusal.malformed("the address is none");
        }
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    /** What the host is asked for: path and query. */
    String resource() throws Refusal {
        if (target.startsWith("/")) {
            return target;
        }
        URI uri = uri();
        return path(uri) + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    boolean waitsToContinue() {
        return modern
                && headers.stream()
                        .anyMatch(header -> header.getName().equalsIgnoreCase("Expect")
                                && "100-continue".equalsIgnoreCase(header.getValue()));
    }

    Framing framing() throws Refusal {
        if (!modern && headers.stream().anyMatch(header -> header.getName().equalsIgnoreCase("Transfer-Encoding"))) {
            throw Refusal.malformed("HTTP/1.0 has no transfer codings");
        }
        return Framing.of(headers).orElse(new Framing.None());
    }

    /** The headers that go on to the other side. */
    static List<Header> passedOn(List<Header> headers) {
        Set<String> named = headers.stream()
                .filter(header -> header.getName().equalsIgnoreCase("Connection"))
                .flatMap(header -> Pattern.compile(",").splitAsStream(String.valueOf(header.getValue())))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return headers.stream()
                .filter(header -> {
                    String name = header.getName().toLowerCase(Locale.ROOT);
                    return !OF_THE_CONNECTION.contains(name) && !named.contains(name);
                })
                .toList();
    }

    private record HostAndPort(CanonicalHost host, int port) {
        static HostAndPort of(String authority, int usual) throws Refusal {
            int colon = authority.lastIndexOf(':');
            boolean bare = colon <= authority.lastIndexOf(']');
            String host = bare ? authority : authority.substring(0, colon);
            int port = bare ? usual : port(authority.substring(colon + 1));
            if (port < 1 || port > 65_535) {
                throw Refusal.malformed("the address has no port that could be");
            }
            return new HostAndPort(
                    CanonicalHost.of(host)
                            .orElseThrow(() ->
                                    Refusal.malformed("the host is neither a name nor an address in its usual form")),
                    port);
        }

        private static int port(String digits) {
            return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        }
    }

    /** Keeps the target as it was written; HttpCore takes it apart and puts it together otherwise. */
    private static final class Written extends BasicClassicHttpRequest {
        private static final long serialVersionUID = 1L;
        private final String target;

        Written(String method, String target) {
            super(method, "/");
            this.target = target;
        }
    }

    private static final class AsWritten implements HttpRequestFactory<ClassicHttpRequest> {
        @Override
        public ClassicHttpRequest newHttpRequest(String method, String uri) {
            return new Written(method, uri);
        }

        @Override
        public ClassicHttpRequest newHttpRequest(String method, URI uri) {
            return new Written(method, uri.toString());
        }
    }

    /** Ends a head that does not end. */
    private static final class HeadInput extends FilterInputStream {
        private long left = HEAD_BYTES;

        HeadInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read = super.read(bytes, from, count);
            if (read > 0) {
                left -= read;
                if (left < 0) {
                    throw new HeadTooLong();
                }
            }
            return read;
        }
    }

    /** The head is longer than {@link #HEAD_BYTES}. */
    static final class HeadTooLong extends IOException {
        private static final long serialVersionUID = 1L;

        HeadTooLong() {
            super("the head of a request has at most " + HEAD_BYTES + " bytes");
        }
    }
}
