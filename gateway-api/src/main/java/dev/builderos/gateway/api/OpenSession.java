package dev.builderos.gateway.api;

/** Body of {@code POST /v1/sessions}: the code of a link that nobody used yet. */
public record OpenSession(String code) {}
