package dev.builderos.gateway.api;

/**
 * Body of {@code PUT /v1/projects/{project}}.
 *
 * @param root the absolute directory of the project's git repository, as the server sees it
 */
public record ProjectRoot(String root) {}
