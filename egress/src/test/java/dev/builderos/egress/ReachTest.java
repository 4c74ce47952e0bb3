package dev.builderos.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "93.184.216.34, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "192.167.255.255, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "64:ff9b::8.8.8.8, PUBLIC",
        "2002:808:808::1, PUBLIC",
        "127.0.0.1, PRIVATE",
        "127.255.255.255, PRIVATE",
        "10.0.0.1, PRIVATE",
        "10.255.255.255, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "198.18.0.1, PRIVATE",
        "::1, PRIVATE",
        "fc00::1, PRIVATE",
        "fdff::1, PRIVATE",
        "64:ff9b::127.0.0.1, PRIVATE",
        "64:ff9b::10.0.0.1, PRIVATE",
        "2002:7f00:1::1, PRIVATE",
        "2002:a00:1::1, PRIVATE",
        "169.254.169.254, NAMED_ADDRESS",
        "169.254.0.1, NAMED_ADDRESS",
        "168.63.129.16, NAMED_ADDRESS",
        "100.100.100.200, NAMED_ADDRESS",
        "192.0.0.192, NAMED_ADDRESS",
        "fe80::1, NAMED_ADDRESS",
        "fd00:ec2::254, NAMED_ADDRESS",
        "fd20:ce::254, NAMED_ADDRESS",
        "64:ff9b::169.254.169.254, NAMED_ADDRESS",
        "2002:a9fe:a9fe::1, NAMED_ADDRESS",
        "0.0.0.0, ",
        "0.1.2.3, ",
        "224.0.0.1, ",
        "239.255.255.255, ",
        "240.0.0.1, ",
        "255.255.255.255, ",
        "192.0.2.1, ",
        "::, ",
        "ff02::1, ",
        "::127.0.0.1, ",
        "2001:0:7f00:1::1, ",
        "2001:db8::1, ",
        "64:ff9b:1::127.0.0.1, ",
        "64:ff9b::0.0.0.0, ",
        "fec0::1, ",
    })
    void coversAnAddressFromSomewhereOn(String address, Reach least) {
        InetAddress dialled = InetAddresses.forString(address);

        assertThat(Arrays.stream(Reach.values()).filter(reach -> reach.covers(dialled)))
                .containsExactlyElementsOf(Arrays.stream(Reach.values())
                        .filter(reach -> least != null && reach.compareTo(least) >= 0)
                        .toList());
    }

    @Test
    void looksIntoMappedAddressesThatStayedSo() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = -1;
        bytes[12] = 127;
        bytes[15] = 1;
        Inet6Address mapped = Inet6Address.getByAddress(null, bytes, -1);

        assertThat(Reach.PUBLIC.covers(mapped)).isFalse();
        assertThat(Reach.PRIVATE.covers(mapped)).isTrue();
    }
}
