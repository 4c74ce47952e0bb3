package dev.builderos.gateway.usecase;

/**
 * A line of a log on its way from the runner to those who watch: its number, and the JSON of a {@code LogLine}, which is the same
 * on the bus and over HTTP. It is not taken apart here, however many watch.
 */
public record Line(long n, String json) {}
