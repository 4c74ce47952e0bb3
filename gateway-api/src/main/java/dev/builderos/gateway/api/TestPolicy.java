package dev.builderos.gateway.api;

/** Body of {@code POST /v1/policy/tests}: a policy file whose tests are to be run. */
public record TestPolicy(String path, String text, String defaultBranch) {}
