package dev.builderos.runner.models;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.runner.RunnerView;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.tools.Secrets;
import dev.builderos.secrets.SecretUnavailable;
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
    private static final Map<String, String> STANDARD_KEYS =
            Map.of("anthropic", "ANTHROPIC_API_KEY", "openai", "OPENAI_API_KEY");
    private static final String OLLAMA = "http://127.0.0.1:11434";

    private final Function<String, @Nullable String> environment;
    private final Map<Opened, Model> models = new ConcurrentHashMap<>();

    /**
     * A model with a key; another key is another client.
     *
     * @param key the digest of the key; empty where there is none
     */
    private record Opened(Work.ModelUse use, String key) {}

    /**
     * Models of all providers.
     *
     * @param environment the variables of the server, for what is no secret
     */
    public Models(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The model of this description, with its key as it is now.
     *
     * @param secrets where keys come from
     * @throws ModelFailure when its provider is unknown or not configured; the message says what to do
     */
    public Model of(Work.ModelUse use, Secrets secrets) {
        String key = key(use, secrets);
        return models.computeIfAbsent(
                new Opened(
                        use.withoutPrice(), key.isEmpty() ? "" : Digest.of(key).value()),
                opened -> open(use, key));
    }

    private Model open(Work.ModelUse use, String key) {
        return switch (use.provider()) {
            case "script" ->
                new ScriptModel(Optional.ofNullable(use.transcript())
                        .orElseThrow(() ->
                                new ModelFailure("invalid_output", "the model `script` needs a transcript", null)));
            case "anthropic" -> {
                var builder = AnthropicChatModel.builder()
                        .apiKey(key)
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
                        .apiKey(key)
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

    /** Empty where the provider asks for none. */
    private static String key(Work.ModelUse use, Secrets secrets) {
        String standard = STANDARD_KEYS.get(use.provider());
        if (standard == null) {
            return "";
        }
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
        try {
            return secrets.value(name);
        } catch (SecretUnavailable unavailable) {
            throw new ModelFailure(
                    "infrastructure", use.label() + " needs its key: " + unavailable.getMessage(), unavailable);
        }
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
