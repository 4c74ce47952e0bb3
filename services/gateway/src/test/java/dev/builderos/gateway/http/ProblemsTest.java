package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.api.AddHook;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.HookProvider;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    @ParameterizedTest
    @CsvSource({
        "INVALID, run.bad-inputs, 422",
        "INVALID, request.invalid-id, 400",
        "DENIED, approval.not-yours, 403",
        "NOT_FOUND, run.unknown, 404",
        "CONFLICT, approval.closed, 409",
        "GONE, run.deleted, 410",
        "EXHAUSTED, streams.exhausted, 429",
        "UNAVAILABLE, bus.unavailable, 503",
        "INTERNAL, internal, 500"
    })
    void saysEveryCategoryByItsStatus(ErrorCategory category, String code, int status) {
        assertThat(Problems.status(ContractError.of(code, category, "…"))).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(ErrorCategory.class)
    void saysWhatMayBeTriedAgainByAStatusOfThatMeaning(ErrorCategory category) {
        int status = Problems.status(ContractError.of("some.code", category, "…"));

        assertThat(status == 503 || status == 429).isEqualTo(category.retryable());
    }

    @Test
    void namesTheChoicesThatABodyHasAsTheyAreWritten() throws IOException {
        byte[] wrong = "{\"project\":\"shop\",\"provider\":\"githup\"}".getBytes(StandardCharsets.UTF_8);
        byte[] right = "{\"project\":\"shop\",\"provider\":\"github\"}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> GatewayJson.read(wrong, AddHook.class))
                .isInstanceOfSatisfying(JacksonException.class, malformed -> {
                    Response answer = new Problems().notJson(malformed);
                    assertThat(answer.getStatus()).isEqualTo(400);
                    assertThat(answer.getEntity().toString())
                            .contains("`provider` is one of github, gitlab, standard, hmac");
                });
        assertThat(GatewayJson.read(right, AddHook.class).provider()).isEqualTo(HookProvider.GITHUB);
    }
}
