package dev.builderos.contracts.registry;

import java.util.List;

/** Desks by name. */
public record DeskList(List<Entry> desks) {
    public DeskList {
        desks = List.copyOf(desks);
    }

    public record Entry(String name, String version, String description) {}
}
