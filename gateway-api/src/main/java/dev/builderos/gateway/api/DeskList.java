package dev.builderos.gateway.api;

import java.util.List;

/** Desks by name. */
public record DeskList(List<Entry> desks) {
    public DeskList {
        desks = List.copyOf(desks);
    }

    /** One desk. */
    public record Entry(String name, String version, String description) {}
}
