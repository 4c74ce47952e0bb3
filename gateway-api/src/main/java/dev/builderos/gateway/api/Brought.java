package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * That a run was carried out on another server.
 *
 * @param by who brought it
 * @param at when its newest facts came
 * @param from where they say it came from; nobody checks that
 */
public record Brought(String by, Instant at, String from) {}
