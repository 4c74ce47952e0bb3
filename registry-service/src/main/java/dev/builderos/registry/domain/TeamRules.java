package dev.builderos.registry.domain;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.MemberKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who may make whom what in an org. Every refusal is a {@link ContractException}. */
public final class TeamRules {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@/\\p{Cntrl}]{1,64}@[^\\s@/\\p{Cntrl}]{1,189}");
    private static final Pattern SERVICE = Pattern.compile("service:[a-z0-9][a-z0-9-]{0,39}");

    private TeamRules() {}

    /** What a member of this id is; an id that is none is refused. */
    public static MemberKind kind(String id) {
        if (SERVICE.matcher(id).matches()) {
            return MemberKind.SERVICE;
        }
        if (ADDRESS.matcher(id).matches() && id.equals(id.toLowerCase(Locale.ROOT))) {
            return MemberKind.PERSON;
        }
        throw new ContractException(
                "member.invalid-id",
                ErrorCategory.INVALID,
                "a member is the address of a person in lower case, ann@example.com, or a program, service:ci");
    }

    /** The strongest of the roles that somebody acts with. */
    public static Role roleOf(Requester requester) {
        return requester.strongest().orElseThrow(() -> denied("who has no role changes nothing"));
    }

    /**
     * Whether somebody may make a member something.
     *
     * @param before what it is now; empty for one that is new
     * @param after what it shall be; empty for one that goes
     */
    public static void demandChange(Requester by, Optional<Member> before, Optional<Role> after, List<Member> all) {
        Role own = roleOf(by);
        if (own != Role.OWNER && own != Role.ADMIN) {
            throw denied("members are changed by owners and admins");
        }
        if (before.filter(member -> !own.covers(member.role())).isPresent()
                || after.filter(role -> !own.covers(role)).isPresent()) {
            throw denied("only an owner changes owners");
        }
        if (before.filter(member -> isLastOwner(member, all)).isPresent()
                && after.filter(role -> role == Role.OWNER).isEmpty()) {
            throw new ContractException(
                    "member.last-owner",
                    ErrorCategory.CONFLICT,
                    "this is the last owner of the org; make somebody else an owner first");
        }
    }

    private static boolean isLastOwner(Member member, List<Member> all) {
        return member.role() == Role.OWNER
                && all.stream()
                        .filter(other -> other.role() == Role.OWNER && other.kind() == MemberKind.PERSON)
                        .allMatch(other -> other.id().equals(member.id()));
    }

    /** Whether somebody may have a token for a member, which gives that role at most. */
    public static void demandToken(Requester by, Member member, Role role) {
        Role own = roleOf(by);
        boolean forThemselves = by.id().equals(member.id());
        boolean forAProgram = member.kind() == MemberKind.SERVICE && (own == Role.OWNER || own == Role.ADMIN);
        if (!forThemselves && !forAProgram) {
            throw denied("a token is for oneself; owners and admins make those of programs");
        }
        if (!own.covers(role) || !member.role().covers(role)) {
            throw denied("a token gives no more than whom it stands for may do, nor than who makes it");
        }
    }

    private static ContractException denied(String why) {
        return new ContractException("member.not-permitted", ErrorCategory.DENIED, why);
    }
}
