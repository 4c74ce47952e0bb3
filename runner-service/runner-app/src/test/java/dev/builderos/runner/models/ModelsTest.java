package dev.builderos.runner.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.ContractJson;
import dev.builderos.runner.engine.Work;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models against a server that speaks the OpenAI protocol, and against transcripts. */
class ModelsTest {
    private static final ToolDescriptor READ = new ToolDescriptor(
            "fs.read", "Read a file.", Consequence.READ, Map.of("path", Argument.required("string", "which file")));

    private final BlockingQueue<JsonNode> asked = new LinkedBlockingQueue<>();
    private HttpServer provider;
    private volatile int status = 200;
    private volatile String answer = "";

    @BeforeEach
    void startProvider() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/v1/chat/completions", exchange -> {
            asked.add(ContractJson.mapper().readTree(exchange.getRequestBody()));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stopProvider() {
        provider.stop(0);
    }

    private Model openAi() {
        String url = "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1";
        return new Models(Map.of("OPENAI_API_KEY", "a-key")::get)
                .of(new Work.ModelUse("openai", "some-model", 0.0, url, null, null));
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

        ModelFailure failure = catchThrowableOfType(
                ModelFailure.class, () -> openAi().answer(request(0, List.of(new ModelMessage.User("hi")))));

        assertThat(failure.failureClass()).isEqualTo("rate_limit");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aMissingKeyNamesTheVariable() {
        ModelFailure failure = catchThrowableOfType(
                ModelFailure.class,
                () -> new Models(name -> null).of(new Work.ModelUse("anthropic", "m", null, null, null, null)));

        assertThat(failure).hasMessageContaining("ANTHROPIC_API_KEY");
    }

    @Test
    void aTranscriptIsPlayedTurnByTurnAndEndsWithAClearFailure() {
        Model script = new Models(name -> null).of(new Work.ModelUse("script", "told", null, null, null, """
                kind: builderos/transcript@v1
                name: told
                steps:
                  plan:
                    - say: First.
                      calls: [ { tool: fs.read, with: { path: a.txt } } ]
                    - output: { summary: done }
                """));

        assertThat(script.answer(request(0, List.of())).calls())
                .containsExactly(new ModelAnswer.ToolCall("call-1", "fs.read", Map.of("path", "a.txt")));
        assertThat(script.answer(request(1, List.of())).output())
                .isEqualTo(ContractJson.tree(Map.of("summary", "done")));
        ModelFailure over = catchThrowableOfType(ModelFailure.class, () -> script.answer(request(2, List.of())));
        assertThat(over).hasMessage("the transcript has no answer 3 for step `plan`");
    }
}
