package dev.builderos.egress;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The first thing a TLS client says (RFC 8446, 4.1.2), as far as it matters here: for which name it asks (RFC 6066, 3).
 */
final class ClientHello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int RECORD_HEAD = 5;
    private static final int MESSAGE_HEAD = 4;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int LONGEST_RECORD = 1 << 14;
    private static final int LONGEST = 1 << 16;

    private final byte[] bytes;
    private final List<String> names;

    private ClientHello(byte[] bytes, List<String> names) {
        this.bytes = bytes;
        this.names = names;
    }

    /**
     * Reads as many records as the message takes.
     *
     * @throws Refusal when it is none, or longer than any that is meant well
     */
    static ClientHello read(InputStream in) throws IOException, Refusal {
        var input = new DataInputStream(in);
        var raw = new ByteArrayOutputStream();
        var message = new ByteArrayOutputStream();
        int length = MESSAGE_HEAD;
        try {
            while (message.size() < length) {
                byte[] head = new byte[RECORD_HEAD];
                // Of anything that is not TLS the first byte tells; the rest may never come.
                input.readFully(head, 0, 1);
                if (head[0] != HANDSHAKE) {
                    throw notTls();
                }
                input.readFully(head, 1, RECORD_HEAD - 1);
                int size = Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(RECORD_HEAD - 2));
                if (head[1] != 3 || size == 0 || size > LONGEST_RECORD || raw.size() > LONGEST) {
                    throw notTls();
                }
                byte[] part = new byte[size];
                input.readFully(part);
                raw.writeBytes(head);
                raw.writeBytes(part);
                message.writeBytes(part);
                if (message.size() >= MESSAGE_HEAD) {
                    length = MESSAGE_HEAD + length(message.toByteArray());
                }
            }
        } catch (EOFException early) {
            throw notTls();
        }
        return new ClientHello(raw.toByteArray(), names(message.toByteArray()));
    }

    /** Those it asks for; more than one is possible and never meant. */
    List<String> names() {
        return names;
    }

    /** As if it had not been read. */
    InputStream again() {
        return new ByteArrayInputStream(bytes);
    }

    /** Says it on, unchanged. */
    void repeat(OutputStream out) throws IOException {
        out.write(bytes);
    }

    private static int length(byte[] message) throws Refusal {
        int length = ByteBuffer.wrap(message).getInt() & 0xffffff;
        if (message[0] != CLIENT_HELLO || length > LONGEST) {
            throw notTls();
        }
        return length;
    }

    private static List<String> names(byte[] message) throws Refusal {
        try {
            ByteBuffer hello = ByteBuffer.wrap(message);
            hello.limit(MESSAGE_HEAD + length(message)).position(MESSAGE_HEAD + VERSION_AND_RANDOM);
            take(hello, Byte.toUnsignedInt(hello.get())); // session
            take(hello, Short.toUnsignedInt(hello.getShort())); // ciphers
            take(hello, Byte.toUnsignedInt(hello.get())); // compression
            List<String> names = new ArrayList<>();
            if (hello.hasRemaining()) {
                ByteBuffer extensions = take(hello, Short.toUnsignedInt(hello.getShort()));
                while (extensions.hasRemaining()) {
                    int type = Short.toUnsignedInt(extensions.getShort());
                    ByteBuffer extension = take(extensions, Short.toUnsignedInt(extensions.getShort()));
                    if (type == SERVER_NAME) {
                        names.addAll(serverNames(extension));
                    }
                }
            }
            return List.copyOf(names);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw notTls();
        }
    }

    private static List<String> serverNames(ByteBuffer extension) {
        List<String> names = new ArrayList<>();
        ByteBuffer list = take(extension, Short.toUnsignedInt(extension.getShort()));
        while (list.hasRemaining()) {
            list.get(); // the kind; there is only one, and any other is as little what was judged
            ByteBuffer name = take(list, Short.toUnsignedInt(list.getShort()));
            names.add(StandardCharsets.ISO_8859_1.decode(name).toString());
        }
        return names;
    }

    private static ByteBuffer take(ByteBuffer from, int size) {
        ByteBuffer part = from.slice(from.position(), size);
        from.position(from.position() + size);
        return part;
    }

    private static Refusal notTls() {
        return Refusal.forbidden("egress-tls", "only TLS goes through a tunnel, and this did not begin with its hello");
    }

    /** @throws Refusal when it asks for anything but this host */
    void demand(CanonicalHost host) throws Refusal {
        // An address has no name to ask for; who dials it asks for none.
        boolean asked = host.address() == null
                ? names.size() == 1
                        && CanonicalHost.of(names.getFirst())
                                .filter(host::equals)
                                .isPresent()
                : names.isEmpty();
        if (!asked) {
            throw Refusal.forbidden(
                    "egress-sni",
                    "the tunnel is for " + host + ", and in it the command asked for "
                            + (names.isEmpty() ? "no name" : shown()));
        }
    }

    /** The command wrote them, so they may be anything. */
    private String shown() {
        return names.stream()
                .map(name -> CanonicalHost.of(name).map(CanonicalHost::text).orElse("what is no name"))
                .collect(Collectors.joining(" and "));
    }
}
