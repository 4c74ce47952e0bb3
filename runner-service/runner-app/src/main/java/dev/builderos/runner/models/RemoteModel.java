package dev.builderos.runner.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.builderos.connectors.Argument;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.ContractJson;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model behind LangChain4j. It only translates: the loop, the gating of tools and the budgets are the runner's. */
final class RemoteModel implements Model {
    private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};

    private final ChatModel model;

    RemoteModel(ChatModel model) {
        this.model = model;
    }

    @Override
    public ModelAnswer answer(ModelRequest request) {
        Map<String, String> names = new HashMap<>();
        List<ToolSpecification> tools = new ArrayList<>();
        for (ToolDescriptor tool : request.tools()) {
            names.put(wireName(tool.name()), tool.name());
            tools.add(specification(tool));
        }
        ChatRequest.Builder chat = ChatRequest.builder()
                .messages(request.messages().stream().map(RemoteModel::message).toList())
                .toolSpecifications(tools);
        if (request.temperature() != null) {
            chat.temperature(request.temperature());
        }
        if (request.maxTokens() != null) {
            chat.maxOutputTokens(request.maxTokens());
        }
        try {
            return answer(model.chat(chat.build()), names);
        } catch (RateLimitException busy) {
            throw passing("rate_limit", request.model() + " is busy: ", busy);
        } catch (TimeoutException slow) {
            throw new ModelFailure("timeout", request.model() + " did not answer in time", slow);
        } catch (RetriableException | HttpException failed) {
            throw passing("transient", request.model() + " failed: ", failed);
        } catch (LangChain4jException refused) {
            throw new ModelFailure("infrastructure", request.model() + " refused: " + refused.getMessage(), refused);
        }
    }

    /** A failure that may pass by itself, sooner or later as the provider says. */
    private static ModelFailure passing(String failureClass, String what, LangChain4jException failure) {
        ProviderHttp.Refusal refusal = failure instanceof ProviderHttp.Refusal itself
                ? itself
                : failure.getCause() instanceof ProviderHttp.Refusal cause ? cause : null;
        Duration retryAfter = refusal == null ? null : refusal.retryAfter();
        String pause = retryAfter == null ? "" : " (it asks for a pause of " + retryAfter.toSeconds() + " s)";
        return new ModelFailure(failureClass, what + failure.getMessage() + pause, retryAfter, failure);
    }

    private static ModelAnswer answer(ChatResponse response, Map<String, String> names) {
        AiMessage message = response.aiMessage();
        List<ModelAnswer.ToolCall> calls = new ArrayList<>();
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
            calls.add(new ModelAnswer.ToolCall(
                    call.id() == null ? "call-" + (calls.size() + 1) : call.id(),
                    names.getOrDefault(call.name(), call.name()),
                    arguments(call)));
        }
        TokenUsage usage = response.tokenUsage();
        return new ModelAnswer(
                message.text() == null ? "" : message.text(),
                calls,
                null,
                usage == null || usage.inputTokenCount() == null ? 0 : usage.inputTokenCount(),
                usage == null || usage.outputTokenCount() == null ? 0 : usage.outputTokenCount());
    }

    private static Map<String, Object> arguments(ToolExecutionRequest call) {
        try {
            return call.arguments() == null || call.arguments().isBlank()
                    ? Map.of()
                    : ContractJson.mapper().readValue(call.arguments(), ARGUMENTS);
        } catch (JsonProcessingException wrong) {
            // The tool refuses arguments it does not know, and the model reads why.
            return Map.of("unreadable_arguments", call.arguments());
        }
    }

    private static ChatMessage message(ModelMessage message) {
        return switch (message) {
            case ModelMessage.SystemPrompt system -> SystemMessage.from(system.text());
            case ModelMessage.User user -> UserMessage.from(user.text());
            case ModelMessage.ToolResult result ->
                ToolExecutionResultMessage.from(result.callId(), wireName(result.tool()), result.text());
            case ModelMessage.Assistant assistant -> {
                List<ToolExecutionRequest> calls = assistant.calls().stream()
                        .map(call -> ToolExecutionRequest.builder()
                                .id(call.id())
                                .name(wireName(call.tool()))
                                .arguments(ContractJson.tree(call.arguments()).toString())
                                .build())
                        .toList();
                yield calls.isEmpty() ? AiMessage.from(assistant.text()) : AiMessage.from(assistant.text(), calls);
            }
        };
    }

    private static ToolSpecification specification(ToolDescriptor tool) {
        JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
        List<String> required = new ArrayList<>();
        tool.arguments().forEach((name, argument) -> {
            switch (argument.type()) {
                case "integer" -> schema.addIntegerProperty(name, argument.description());
                case "number" -> schema.addNumberProperty(name, argument.description());
                case "boolean" -> schema.addBooleanProperty(name, argument.description());
                default -> schema.addStringProperty(name, argument.description());
            }
            if (argument.presence() == Argument.Presence.REQUIRED) {
                required.add(name);
            }
        });
        return ToolSpecification.builder()
                .name(wireName(tool.name()))
                .description(tool.description())
                .parameters(schema.required(required).build())
                .build();
    }

    /** Providers allow no dots in names. */
    private static String wireName(String tool) {
        return tool.replace('.', '_');
    }
}
