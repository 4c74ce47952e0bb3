package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostLimitsTest {

    @Test
    void readsTheHardLimits() {
        var limits = HostLimits.parse(List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max file size             unlimited            unlimited            bytes     ",
                "Max data size             1024                 2048                 bytes     ",
                "Max processes             96365                96366                processes ",
                "Max open files            1024                 20000                files     "));
        assertThat(limits).isEqualTo(new HostLimits(20000, Long.MAX_VALUE, 96366, 2048));
    }
}
