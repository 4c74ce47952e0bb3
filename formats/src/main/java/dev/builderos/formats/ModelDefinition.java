package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * A model that agents may use.
 *
 * @param provider {@code anthropic}, {@code openai}, {@code ollama} or {@code script}
 * @param name the provider's name for the model
 * @param baseUrl another endpoint of the same protocol
 * @param apiKey a reference such as {@code ${secrets.API_KEY}}, never a value
 * @param transcript for {@code script}: the file with the answers to give
 * @param price what its tokens cost; null when nobody said
 * @param at where it stands in the file
 */
public record ModelDefinition(
        String provider,
        String name,
        @Nullable Double temperature,
        @Nullable String baseUrl,
        @Nullable String apiKey,
        @Nullable String transcript,
        @Nullable TokenPrice price,
        Position at) {}
