package dev.builderos.contracts.team;

import java.util.List;

/** Members by id. */
public record MemberList(List<MemberView> members) {
    public MemberList {
        members = List.copyOf(members);
    }
}
