package dev.builderos.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerLogTest {
    @Test
    void quotesTheLastComplaint() {
        assertThat(ServerLog.complaint(List.of(
                        "2026-11-22 13:35:50.715 UTC [1] LOG:  starting PostgreSQL",
                        "2026-11-22 13:35:50.824 UTC [1] FATAL:  first",
                        "2026-11-22 13:35:50.824 UTC [1] PANIC:  could not read file \"global/pg_control\"",
                        "2026-11-22 13:35:50.824 UTC [1] HINT:  none")))
                .isEqualTo("could not read file \"global/pg_control\".");
    }

    @Test
    void saysSoWhenThereIsNone() {
        assertThat(ServerLog.complaint(List.of("2026-11-22 13:35:50.715 UTC [1] LOG:  fine")))
                .isEqualTo("it says nothing.");
    }
}
