package dev.builderos.gateway.api;

import java.util.List;

/** Endpoints, oldest first. */
public record HookList(List<HookView> hooks) {
    public HookList {
        hooks = List.copyOf(hooks);
    }
}
