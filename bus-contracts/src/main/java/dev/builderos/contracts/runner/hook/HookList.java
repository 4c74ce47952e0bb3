package dev.builderos.contracts.runner.hook;

import java.util.List;

/** Endpoints, oldest first. */
public record HookList(List<HookView> hooks) {
    public HookList {
        hooks = List.copyOf(hooks);
    }
}
