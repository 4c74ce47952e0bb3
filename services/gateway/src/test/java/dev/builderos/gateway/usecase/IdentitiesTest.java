package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.gateway.api.MemberList;
import dev.builderos.gateway.api.MemberView;
import dev.builderos.gateway.api.NewOrg;
import dev.builderos.gateway.api.OrgView;
import dev.builderos.gateway.api.TokenList;
import dev.builderos.gateway.api.TokenView;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final OrgId ACME = new OrgId("acme");
    private static final String SECRET = "0".repeat(64);
    private static final String TOKEN = "bos_acme_" + SECRET;
    private static final Principal.Person ANN = new Principal.Person("http://sso.example.com", "ann-1", null);

    private final List<String> asked = new ArrayList<>();
    private boolean withProvider = true;
    private final Identities identities = new Identities(new Registry(), new Provider());

    @Test
    void theOperatorIsTheOwnerOfTheInstallationAndOfNothingElse() {
        Identity operator = of(new Principal.Operator(), null);

        assertThat(operator.requester())
                .isEqualTo(new Requester(new OrgId("local"), Requester.LOCAL_OWNER, List.of("Owner")));
        assertThat(of(new Principal.Operator(), "local").requester().org()).isEqualTo(new OrgId("local"));
        refuses("org.not-a-member", () -> of(new Principal.Operator(), "acme"));
        assertThat(asked).isEmpty();
    }

    @Test
    void tokensThatAreMadeAreKnownAsOurs() {
        String made = Identities.newToken(ACME);

        assertThat(made).matches("bos_acme_[0-9a-f]{64}").isNotEqualTo(Identities.newToken(ACME));
    }

    @Test
    void aTokenSaysItsOrgAndIsForNoOther() {
        String token = TOKEN;

        assertThat(bearer(token, null).requester().org()).isEqualTo(ACME);
        assertThat(bearer(token, "acme").requester().org()).isEqualTo(ACME);
        refuses("org.not-a-member", () -> bearer(token, "beta"));
        assertThat(asked).containsOnly("token of acme");
    }

    @Test
    void whatLooksLikeOneOfOursIsNeverShownToTheProvider() {
        refuses(Identities.UNAUTHENTICATED, () -> bearer("bos_acme_short", null));
        refuses(Identities.UNAUTHENTICATED, () -> bearer("bos_ACME_" + SECRET, null));
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutAProviderNobodyKnowsOtherTokens() {
        withProvider = false;

        refuses(Identities.UNAUTHENTICATED, () -> bearer("a.b.c", null));
        assertThat(asked).isEmpty();
    }

    @Test
    void theRegistryIsAskedOnceForAWhilePerOrg() {
        bearer("a.b.c", "acme");
        bearer("a.b.c", "acme");
        bearer("a.b.c", "beta");

        assertThat(asked).containsExactly("verify", "ann-1 in acme", "verify", "verify", "ann-1 in beta");
    }

    @Test
    void whoIsRefusedIsAskedAboutAgain() {
        refuses("org.not-a-member", () -> bearer("a.b.c", "gone"));
        refuses("org.not-a-member", () -> bearer("a.b.c", "gone"));

        assertThat(asked).containsExactly("verify", "ann-1 in gone", "verify", "ann-1 in gone");
    }

    @Test
    void anOrgThatCannotBeOneIsRefused() {
        refuses("request.invalid-org", () -> bearer("a.b.c", "No Such"));
    }

    private Identity bearer(String token, @Nullable String org) {
        return identities.bearer(token, org).await().atMost(PATIENCE);
    }

    private Identity of(Principal principal, @Nullable String org) {
        return identities.of(principal, org).await().atMost(PATIENCE);
    }

    private static void refuses(String code, ThrowingCallable asking) {
        assertThatThrownBy(asking)
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }

    private final class Provider extends SomeProvider {
        @Override
        public boolean present() {
            return withProvider;
        }

        @Override
        public Uni<Principal.Person> verify(String accessToken) {
            asked.add("verify");
            return Uni.createFrom().item(ANN);
        }
    }

    /** Knows Ann everywhere but in {@code gone}. */
    private final class Registry implements Team {
        @Override
        public Uni<Identity> identify(Principal.Person person, @Nullable OrgId org) {
            asked.add(person.subject() + " in " + org);
            if (org != null && org.value().equals("gone")) {
                return Uni.createFrom().failure(new ContractException("org.not-a-member", ErrorCategory.DENIED, "no"));
            }
            return Uni.createFrom().item(member(person, org == null ? ACME : org));
        }

        @Override
        public Uni<Identity> identify(Principal.TokenHolder token) {
            asked.add("token of " + token.org());
            assertThat(token.digest()).isEqualTo(Digest.of(TOKEN));
            return Uni.createFrom().item(member(token, token.org()));
        }

        private static Identity member(Principal principal, OrgId org) {
            return new Identity(
                    principal, new Requester(org, "ann@example.com", List.of(Role.VIEWER.title())), List.of());
        }

        @Override
        public Uni<OrgView> makeOrg(Requester requester, NewOrg org) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<MemberList> members(Requester requester) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<MemberView> putMember(Requester requester, String member, String role) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<MemberList> removeMember(Requester requester, String member) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<TokenList> tokens(Requester requester) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<TokenView> makeToken(
                Requester requester,
                Digest secret,
                String name,
                String member,
                @Nullable String role,
                Instant expiresAt) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<TokenList> revokeToken(Requester requester, String token) {
            throw new UnsupportedOperationException();
        }
    }
}
