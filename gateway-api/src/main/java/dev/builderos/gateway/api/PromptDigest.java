package dev.builderos.gateway.api;

/** A prompt version by the digest of its text. */
public record PromptDigest(String name, String version, String digest) {}
