package dev.builderos.egress;

import com.google.common.net.InetAddresses;
import com.google.common.primitives.Ints;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Which addresses a host may be at. */
public enum Reach {
    /** Those of the internet. */
    PUBLIC,
    /** Also this machine and private networks, for a host that is known to be there. */
    PRIVATE,
    /** Also links, and with them the metadata of a cloud, for an address that is named itself. */
    NAMED_ADDRESS;

    private enum Kind {
        INTERNET,
        PRIVATE,
        LINK,
        NOWHERE
    }

    /** From the registries of special-purpose addresses (IANA, RFC 6890); the first that fits counts. */
    private static final class Range {
        private final byte[] network;
        private final int bits;
        private final Kind kind;

        private Range(byte[] network, int bits, Kind kind) {
            this.network = network;
            this.bits = bits;
            this.kind = kind;
        }

        static Range of(String network, int bits, Kind kind) {
            return new Range(InetAddresses.forString(network).getAddress(), bits, kind);
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            int mask = 0xff00 >> (bits % Byte.SIZE) & 0xff;
            return Arrays.equals(address, 0, whole, network, 0, whole)
                    && (mask == 0 || (address[whole] & mask) == (network[whole] & mask));
        }
    }

    private static final List<Range> RANGES = List.of(
            Range.of("0.0.0.0", 8, Kind.NOWHERE),
            Range.of("10.0.0.0", 8, Kind.PRIVATE),
            Range.of("100.100.100.200", 32, Kind.LINK), // metadata of Alibaba Cloud
            Range.of("100.64.0.0", 10, Kind.PRIVATE),
            Range.of("127.0.0.0", 8, Kind.PRIVATE),
            Range.of("168.63.129.16", 32, Kind.LINK), // the host of virtual machines in Azure
            Range.of("169.254.0.0", 16, Kind.LINK),
            Range.of("172.16.0.0", 12, Kind.PRIVATE),
            Range.of("192.0.0.192", 32, Kind.LINK), // metadata of Oracle Cloud
            Range.of("192.0.0.0", 24, Kind.NOWHERE),
            Range.of("192.0.2.0", 24, Kind.NOWHERE),
            Range.of("192.88.99.0", 24, Kind.NOWHERE),
            Range.of("192.168.0.0", 16, Kind.PRIVATE),
            Range.of("198.18.0.0", 15, Kind.PRIVATE),
            Range.of("198.51.100.0", 24, Kind.NOWHERE),
            Range.of("203.0.113.0", 24, Kind.NOWHERE),
            Range.of("224.0.0.0", 4, Kind.NOWHERE),
            Range.of("240.0.0.0", 4, Kind.NOWHERE),
            Range.of("0.0.0.0", 0, Kind.INTERNET),
            Range.of("::", 128, Kind.NOWHERE),
            Range.of("::1", 128, Kind.PRIVATE),
            Range.of("fd00:ec2::", 32, Kind.LINK), // metadata of AWS
            Range.of("fd20:ce::", 32, Kind.LINK), // metadata of Google Cloud
            Range.of("fc00::", 7, Kind.PRIVATE),
            Range.of("fe80::", 10, Kind.LINK),
            Range.of("2001:db8::", 32, Kind.NOWHERE),
            Range.of("2001::", 23, Kind.NOWHERE), // Teredo among them
            Range.of("3fff::", 20, Kind.NOWHERE),
            Range.of("2000::", 3, Kind.INTERNET),
            Range.of("::", 0, Kind.NOWHERE));

    private static final int NAT64 = 0x0064ff9b;
    private static final int MAPPED = 10;
    private static final int EMBEDDED_AT_END = 12;

    /** Whether an address is within reach. */
    public boolean covers(InetAddress address) {
        return switch (kind(address)) {
            case INTERNET -> true;
            case PRIVATE -> this != PUBLIC;
            case LINK -> this == NAMED_ADDRESS;
            case NOWHERE -> false;
        };
    }

    private static Kind kind(InetAddress address) {
        InetAddress meant = address instanceof Inet6Address six ? inside(six) : address;
        byte[] bytes = meant.getAddress();
        return RANGES.stream()
                .filter(range -> range.contains(bytes))
                .findFirst()
                .map(range -> range.kind)
                .orElse(Kind.NOWHERE);
    }

    /** The IPv4 address that is dialled in the end by way of this one, or the address itself. */
    private static InetAddress inside(Inet6Address address) {
        if (InetAddresses.is6to4Address(address)) {
            return InetAddresses.get6to4IPv4Address(address);
        }
        byte[] bytes = address.getAddress();
        boolean nat64 = Ints.fromByteArray(bytes) == NAT64 && zero(bytes, 4, EMBEDDED_AT_END);
        boolean mapped = zero(bytes, 0, MAPPED) && bytes[MAPPED] == -1 && bytes[MAPPED + 1] == -1;
        return nat64 || mapped ? atEnd(bytes) : address;
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static Inet4Address atEnd(byte[] bytes) {
        return InetAddresses.fromInteger(Ints.fromByteArray(Arrays.copyOfRange(bytes, EMBEDDED_AT_END, bytes.length)));
    }
}
