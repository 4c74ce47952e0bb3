package dev.builderos.sandbox;

/** What a command wrote on both streams together: bytes given to the sink, and bytes read but not kept. */
public record OutputTotals(long keptBytes, long droppedBytes) {}
