package dev.builderos.gateway.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.gateway.api.OrgView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what callers are. What the registry says of one holds for half a minute; so long does somebody who was taken out
 * of an org, or whose token was revoked, still get in.
 */
@ApplicationScoped
public class Identities {
    static final Duration HOLDS = Duration.ofSeconds(30);

    private static final int MOST = 10_000;
    private static final OrgId INSTALLATION = new OrgId("local");
    private static final Pattern TOKEN = Pattern.compile("bos_([a-z0-9][a-z0-9-]{0,62})_[0-9a-f]{64}");

    private final Team team;
    private final IdentityProvider provider;
    private final Cache<Question, Identity> known;

    private record Question(Principal principal, @Nullable OrgId org) {}

    Identities(Team team, IdentityProvider provider) {
        this.team = team;
        this.provider = provider;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(HOLDS)
                .maximumSize(MOST)
                .executor(Runnable::run)
                .build();
    }

    /** A token that says what it is and its org before its secret. */
    public static String newToken(OrgId org) {
        return "bos_" + org.value() + "_" + Secrets.next();
    }

    /** Who shows this as a bearer token, which is not the one of the installation. */
    public Uni<Identity> bearer(String token, @Nullable String org) {
        Matcher own = TOKEN.matcher(token);
        if (own.matches()) {
            return of(new Principal.TokenHolder(new OrgId(own.group(1)), Digest.of(token)), org);
        }
        if (!provider.present() || token.startsWith("bos_")) {
            return Uni.createFrom().failure(Identities::unauthenticated);
        }
        return provider.verify(token).flatMap(person -> of(person, org));
    }

    /**
     * What somebody is.
     *
     * @param org where they want to act; null where it is not said
     */
    public Uni<Identity> of(Principal principal, @Nullable String org) {
        Optional<OrgId> wanted;
        try {
            wanted = Optional.ofNullable(org).map(OrgId::new);
        } catch (IllegalArgumentException e) {
            return Uni.createFrom()
                    .failure(new ContractException(
                            "request.invalid-org", ErrorCategory.INVALID, "`BuilderOS-Org` is the id of an org"));
        }
        Question question = new Question(principal, wanted.orElse(null));
        Identity before = known.getIfPresent(question);
        if (before != null) {
            return Uni.createFrom().item(before);
        }
        Uni<Identity> found = switch (principal) {
            case Principal.Operator operator -> operator(operator, wanted);
            case Principal.Person person -> team.identify(person, wanted.orElse(null));
            case Principal.TokenHolder token ->
                wanted.isPresent() && !wanted.get().equals(token.org())
                        ? Uni.createFrom().failure(() -> elsewhere(wanted.get()))
                        : team.identify(token);
        };
        return found.invoke(identity -> known.put(question, identity));
    }

    private static Uni<Identity> operator(Principal principal, Optional<OrgId> wanted) {
        if (wanted.isPresent() && !wanted.get().equals(INSTALLATION)) {
            return Uni.createFrom().failure(() -> elsewhere(wanted.get()));
        }
        Requester owner = new Requester(INSTALLATION, Requester.LOCAL_OWNER, List.of(Role.OWNER.title()));
        return Uni.createFrom()
                .item(new Identity(
                        principal,
                        owner,
                        List.of(new OrgView(INSTALLATION.value(), INSTALLATION.value(), Role.OWNER.title()))));
    }

    private static ContractException elsewhere(OrgId wanted) {
        return new ContractException(
                "org.not-a-member", ErrorCategory.DENIED, "this token is not for the org " + wanted);
    }

    private static ContractException unauthenticated() {
        return new ContractException(
                UNAUTHENTICATED,
                ErrorCategory.DENIED,
                "show the token of this server, or one of yours, as a bearer token");
    }

    /** The code of what is answered with 401. */
    public static final String UNAUTHENTICATED = "request.unauthenticated";
}
