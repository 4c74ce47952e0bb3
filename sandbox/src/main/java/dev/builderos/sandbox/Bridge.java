package dev.builderos.sandbox;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The way from a port inside the sandbox to a unix socket outside, since few programs can be told of a proxy on a unix
 * socket. It runs in the sandbox, in the command's control group, and ends with it.
 */
final class Bridge {
    /** Where the socket is inside. */
    static final String SOCKET = "/run/egress";

    private static final String PROGRAM = "socat";
    private static final String PORT = "3128";

    /** As the kernel writes it: the address from its last byte to its first, then the port, then the state LISTEN. */
    private static final String LISTENING = "0100007F:0C38 0A";

    /** Connections beyond the most wait. */
    private static final String LISTEN = "TCP4-LISTEN:" + PORT + ",bind=127.0.0.1,backlog=128,fork,max-children=64";

    /**
     * Starts the bridge as no child of the command, waits until it listens, and becomes the command. The kernel's table tells
     * without a connection, and reading it starts no program. A command may close its side and go on reading; by itself
     * socat gives up half a second later, hence the long wait.
     */
    private static final String LAUNCH = """
            socat=$1 listen=$2 connect=$3 row=$4; shift 4
            bridge=$("$socat" -t 3600 "$listen" "$connect" </dev/null >/dev/null 2>&1 & echo $!)
            listening() {
              while read -r _ local _ state _; do
                [ "$local $state" = "$row" ] && return
              done </proc/net/tcp
              return 1
            }
            until listening; do
              kill -0 "$bridge" 2>/dev/null || { echo "the way to the network did not open" >&2; exit 126; }
            done
            exec "$@"
            """;

    private Bridge() {}

    /** What stands before a command that uses the bridge. */
    static List<String> argv() throws IOException {
        String program = Program.find(PROGRAM)
                .orElseThrow(() -> new IOException(check().detail() + "; " + check().fix()))
                .toString();
        return List.of("/bin/sh", "-c", LAUNCH, "sh", program, LISTEN, "UNIX-CONNECT:" + SOCKET, LISTENING);
    }

    static Check check() {
        String name = "network";
        return Program.find(PROGRAM)
                .map(path -> new Check(name, true, path.toString(), "", Check.Need.FOR_NETWORK))
                .orElseGet(() -> new Check(
                        name,
                        false,
                        PROGRAM + " was not found on the PATH, so commands that may reach the network cannot start",
                        "install the package " + PROGRAM,
                        Check.Need.FOR_NETWORK));
    }

    /**
     * How programs learn of the proxy; what the command starts on its own loopback is reached directly. The launcher of Java
     * knows no other way, and says on its error output that it took this one.
     */
    static Map<String, String> variables() {
        String proxy = "http://127.0.0.1:" + PORT;
        var variables = new LinkedHashMap<String, String>();
        List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY").forEach(name -> {
            variables.put(name, proxy);
            variables.put(name.toLowerCase(Locale.ROOT), proxy);
        });
        variables.put("NO_PROXY", "localhost,127.0.0.1,::1");
        variables.put("no_proxy", "localhost,127.0.0.1,::1");
        variables.put(
                "JDK_JAVA_OPTIONS",
                "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=" + PORT
                        + " -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=" + PORT
                        + " -Dhttp.nonProxyHosts=localhost|127.0.0.1|[::1]");
        return variables;
    }
}
