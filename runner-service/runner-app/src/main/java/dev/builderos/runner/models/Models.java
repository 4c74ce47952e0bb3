package dev.builderos.runner.models;

import dev.builderos.contracts.runner.RunnerView;
import dev.builderos.runner.engine.Work;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The models of the providers {@code anthropic}, {@code openai} (and whoever speaks its protocol), {@code ollama}, {@code script}. */
public final class Models {
    private static final Pattern SECRET = Pattern.compile("\\$\\{secrets\\.([A-Za-z0-9_]+)}");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String OLLAMA = "http://127.0.0.1:11434";

    private final Function<String, @Nullable String> environment;
    private final Map<Work.ModelUse, Model> models = new ConcurrentHashMap<>();

    /** Takes secrets from these environment variables. */
    public Models(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The model of this description.
     *
     * @throws ModelFailure when its provider is unknown or not configured; the message says what to do
     */
    public Model of(Work.ModelUse use) {
        return models.computeIfAbsent(use, this::open);
    }

    private Model open(Work.ModelUse use) {
        return switch (use.provider()) {
            case "script" ->
                new ScriptModel(Optional.ofNullable(use.transcript())
                        .orElseThrow(() ->
                                new ModelFailure("invalid_output", "the model `script` needs a transcript", null)));
            case "anthropic" -> {
                var builder = AnthropicChatModel.builder()
                        .apiKey(key(use, "ANTHROPIC_API_KEY"))
                        .modelName(use.name())
                        .maxRetries(0)
                        .httpClientBuilder(new ProviderHttp.Builder(TIMEOUT))
                        .timeout(TIMEOUT);
                if (use.baseUrl() != null) {
                    builder.baseUrl(use.baseUrl());
                }
                yield new RemoteModel(builder.build());
            }
            case "openai" -> {
                var builder = OpenAiChatModel.builder()
                        .apiKey(key(use, "OPENAI_API_KEY"))
                        .modelName(use.name())
                        .maxRetries(0)
                        .httpClientBuilder(new ProviderHttp.Builder(TIMEOUT))
                        .timeout(TIMEOUT);
                if (use.baseUrl() != null) {
                    builder.baseUrl(use.baseUrl());
                }
                yield new RemoteModel(builder.build());
            }
            case "ollama" ->
                new RemoteModel(OllamaChatModel.builder()
                        .baseUrl(use.baseUrl() == null ? ollamaUrl() : use.baseUrl())
                        .modelName(use.name())
                        .maxRetries(0)
                        .httpClientBuilder(new ProviderHttp.Builder(TIMEOUT))
                        .timeout(TIMEOUT)
                        .build());
            default ->
                throw new ModelFailure(
                        "infrastructure",
                        "there is no model provider `" + use.provider()
                                + "`; there are anthropic, openai, ollama, script",
                        null);
        };
    }

    private String ollamaUrl() {
        String url = environment.apply("OLLAMA_HOST");
        return url == null ? OLLAMA : url.startsWith("http") ? url : "http://" + url;
    }

    private String key(Work.ModelUse use, String standard) {
        String name = standard;
        if (use.apiKey() != null) {
            Matcher reference = SECRET.matcher(use.apiKey());
            if (!reference.matches()) {
                throw new ModelFailure(
                        "infrastructure",
                        "`api_key` is a reference such as ${secrets." + standard + "}, never a value",
                        null);
            }
            name = reference.group(1);
        }
        String value = environment.apply(name);
        if (value == null || value.isBlank()) {
            throw new ModelFailure(
                    "infrastructure",
                    use.label() + " needs the environment variable " + name + " where the server is started",
                    null);
        }
        return value;
    }

    /** Which providers could be used now. */
    public List<RunnerView.Model> providers() {
        return List.of(
                new RunnerView.Model("script", true, "plays transcripts"),
                configured("anthropic", "ANTHROPIC_API_KEY"),
                configured("openai", "OPENAI_API_KEY"),
                new RunnerView.Model("ollama", true, "expected at " + ollamaUrl()));
    }

    private RunnerView.Model configured(String provider, String variable) {
        boolean set = environment.apply(variable) != null;
        return new RunnerView.Model(provider, set, variable + (set ? " is set" : " is not set"));
    }
}
