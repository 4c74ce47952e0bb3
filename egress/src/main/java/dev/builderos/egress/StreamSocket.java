package dev.builderos.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A connection as the TLS of the JDK wants one: it is layered over sockets only, and a unix socket has none. All that TLS
 * asks of its socket is answered here, since the one below was never connected; times are kept by {@link Connection}.
 */
final class StreamSocket extends Socket {
    private final Side side;
    private final Runnable end;

    StreamSocket(Side side, Runnable end) {
        this.side = side;
        this.end = end;
    }

    @Override
    public InputStream getInputStream() {
        return side.in();
    }

    @Override
    public OutputStream getOutputStream() {
        return side.out();
    }

    @Override
    public void shutdownOutput() throws IOException {
        side.finish();
    }

    @Override
    public void shutdownInput() {}

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void setSoTimeout(int timeout) {}

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void close() {
        end.run();
    }
}
