package dev.builderos.runner.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.ContractJson;
import dev.builderos.formats.Money;
import dev.builderos.formats.TokenPrice;
import dev.builderos.runner.engine.Work;
import dev.builderos.secrets.SecretReference;
import dev.builderos.secrets.SecretUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models against a server that speaks the OpenAI protocol or refuses in any, and against transcripts. */
class ModelsTest {
    private static final ToolDescriptor READ = new ToolDescriptor(
            "fs.read", "Read a file.", Consequence.READ, Map.of("path", Argument.required("string", "which file")));

    private static final Map<String, String> PATHS =
            Map.of("openai", "/v1/chat/completions", "anthropic", "/v1/messages", "ollama", "/api/chat");

    private final BlockingQueue<JsonNode> asked = new LinkedBlockingQueue<>();
    private HttpServer provider;
    private volatile int status = 200;
    private volatile String answer = "";
    private volatile String retryAfter = "";

    @BeforeEach
    void startProvider() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        PATHS.values()
                .forEach(path -> provider.createContext(path, exchange -> {
                    asked.add(ContractJson.mapper().readTree(exchange.getRequestBody()));
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    if (!retryAfter.isEmpty()) {
                        exchange.getResponseHeaders().add("Retry-After", retryAfter);
                    }
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                }));
        provider.start();
    }

    @AfterEach
    void stopProvider() {
        provider.stop(0);
    }

    private Model openAi() {
        return model("openai");
    }

    private Model model(String of) {
        String url = "http://127.0.0.1:" + provider.getAddress().getPort() + (of.equals("ollama") ? "" : "/v1");
        return new Models(name -> null).of(new Work.ModelUse(of, "some-model", 0.0, url, null, null), name -> "a-key");
    }

    private ModelFailure failure(String of) {
        return catchThrowableOfType(
                ModelFailure.class, () -> model(of).answer(request(0, List.of(new ModelMessage.User("hi")))));
    }

    private static ModelRequest request(int turn, List<ModelMessage> messages) {
        return new ModelRequest("openai:some-model", 0.0, "plan", turn, messages, List.of(READ), null);
    }

    @Test
    void translatesToolCallsBothWays() {
        answer = """
                {"id":"1","object":"chat.completion","created":1,"model":"some-model","choices":[{"index":0,
                 "finish_reason":"tool_calls","message":{"role":"assistant","content":"I read first.","tool_calls":[
                 {"id":"call_1","type":"function","function":{"name":"fs_read","arguments":"{\\"path\\":\\"a.txt\\"}"}}]}}],
                 "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";

        ModelAnswer given = openAi().answer(request(
                1,
                List.of(
                        new ModelMessage.SystemPrompt("You plan."),
                        new ModelMessage.User("add GET /health"),
                        new ModelMessage.Assistant(
                                "", List.of(new ModelAnswer.ToolCall("call_0", "fs.read", Map.of("path", "b.txt")))),
                        new ModelMessage.ToolResult("call_0", "fs.read", "what stands there"))));

        assertThat(given.text()).isEqualTo("I read first.");
        assertThat(given.calls())
                .containsExactly(new ModelAnswer.ToolCall("call_1", "fs.read", Map.of("path", "a.txt")));
        assertThat(given.inputTokens()).isEqualTo(11);
        assertThat(given.outputTokens()).isEqualTo(7);
        JsonNode sent = asked.remove();
        assertThat(sent.at("/tools/0/function/name").asText()).isEqualTo("fs_read");
        assertThat(sent.at("/tools/0/function/parameters/required/0").asText()).isEqualTo("path");
        assertThat(sent.at("/messages/2/tool_calls/0/function/name").asText()).isEqualTo("fs_read");
        assertThat(sent.at("/messages/3/tool_call_id").asText()).isEqualTo("call_0");
        assertThat(sent.at("/messages/3/content").asText()).isEqualTo("what stands there");
    }

    @Test
    void aBusyProviderIsARateLimitAndIsAskedOnce() {
        status = 429;
        answer = "{\"error\":{\"message\":\"slow down\"}}";

        ModelFailure failure = failure("openai");

        assertThat(failure.failureClass()).isEqualTo("rate_limit");
        assertThat(failure.retryAfter()).isNull();
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,429,rate_limit",
        "anthropic,429,rate_limit",
        "ollama,429,rate_limit",
        "openai,503,transient",
        "anthropic,529,transient",
        "ollama,503,transient"
    })
    void keepsHowLongAProviderAsksToBeLeftAlone(String of, int refusal, String failureClass) {
        status = refusal;
        answer = "{\"error\":{\"message\":\"slow down\"}}";
        retryAfter = "42";

        ModelFailure failure = failure(of);

        assertThat(failure.failureClass()).isEqualTo(failureClass);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(42));
        assertThat(failure).hasMessageContaining("slow down").hasMessageContaining("a pause of 42 s");
        assertThat(asked).hasSize(1);
    }

    @Test
    void readsUntilWhenAProviderAsksToBeLeftAlone() {
        status = 503;
        retryAfter = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(5));

        assertThat(failure("openai").retryAfter()).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(301));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "1.5", "99999999999999999999", "Mon, 1 Foo 2026 00:00:00 GMT"})
    void takesWhatNobodyCanReadForNoPause(String nonsense) {
        status = 503;
        retryAfter = nonsense;

        assertThat(failure("openai").retryAfter()).isNull();
    }

    @Test
    void aMissingKeyNamesTheVariable() {
        ModelFailure failure = catchThrowableOfType(
                ModelFailure.class,
                () -> new Models(name -> null)
                        .of(new Work.ModelUse("anthropic", "m", null, null, null, null), ModelsTest::missing));

        assertThat(failure).hasMessageContaining("ANTHROPIC_API_KEY");
    }

    @Test
    void aTranscriptIsPlayedTurnByTurnAndEndsWithAClearFailure() {
        Model script = new Models(name -> null)
                .of(new Work.ModelUse("script", "told", null, null, null, """
                kind: builderos/transcript@v1
                name: told
                steps:
                  plan:
                    - say: First.
                      calls: [ { tool: fs.read, with: { path: a.txt } } ]
                    - output: { summary: done }
                      usage: { input: 1200, output: 300 }
                """), ModelsTest::missing);

        assertThat(script.answer(request(0, List.of())).calls())
                .containsExactly(new ModelAnswer.ToolCall("call-1", "fs.read", Map.of("path", "a.txt")));
        assertThat(script.answer(request(0, List.of())).inputTokens()).isZero();
        ModelAnswer second = script.answer(request(1, List.of()));
        assertThat(second.output()).isEqualTo(ContractJson.tree(Map.of("summary", "done")));
        assertThat(second.inputTokens()).isEqualTo(1200);
        assertThat(second.outputTokens()).isEqualTo(300);
        ModelFailure over = catchThrowableOfType(ModelFailure.class, () -> script.answer(request(2, List.of())));
        assertThat(over).hasMessage("the transcript has no answer 3 for step `plan`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ input: -1 }", "{ input: many }", "1200"})
    void refusesAUsageThatIsNone(String usage) {
        Model script = new Models(name -> null)
                .of(new Work.ModelUse("script", "told", null, null, null, """
                kind: builderos/transcript@v1
                steps: { plan: [ { say: First., usage: %s } ] }
                """.formatted(usage)), ModelsTest::missing);

        ModelFailure refused = catchThrowableOfType(ModelFailure.class, () -> script.answer(request(0, List.of())));

        assertThat(refused).hasMessage("`usage` of the transcript is written { input: 1200, output: 300 }");
    }

    @Test
    void anotherPriceIsNoOtherModel() {
        Models models = new Models(name -> null);
        Work.ModelUse use = new Work.ModelUse("openai", "m", null, "http://127.0.0.1:1/v1", null, null);
        Work.ModelUse priced = new Work.ModelUse(
                "openai",
                "m",
                null,
                "http://127.0.0.1:1/v1",
                null,
                null,
                new TokenPrice(Money.of("3.00 USD"), Money.of("15.00 USD")));

        assertThat(models.of(priced, name -> "key")).isSameAs(models.of(use, name -> "key"));
    }

    @Test
    void anotherKeyIsUsedFromTheNextQuestionOn() {
        List<String> keys = new ArrayList<>(List.of("old-key", "new-key"));
        Models models = new Models(name -> null);
        Work.ModelUse use = new Work.ModelUse("openai", "m", null, "http://127.0.0.1:1/v1", "${secrets.MINE}", null);

        Model first = models.of(use, name -> keys.removeFirst());
        Model second = models.of(use, name -> keys.removeFirst());

        assertThat(second).isNotSameAs(first);
        assertThat(models.of(use, name -> "new-key")).isSameAs(second);
    }

    private static String missing(String name) throws SecretUnavailable {
        throw new SecretUnavailable(
                new SecretReference(name, SecretReference.Provider.ENV, name), "there is no variable " + name);
    }
}
