package dev.builderos.gateway.api;

import java.util.List;

/** Answer of {@code GET /v1/members}. */
public record MemberList(List<MemberView> members) {
    public MemberList {
        members = List.copyOf(members);
    }
}
