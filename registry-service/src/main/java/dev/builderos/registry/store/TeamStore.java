package dev.builderos.registry.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.Account;
import dev.builderos.contracts.team.MemberKind;
import dev.builderos.contracts.team.OrgView;
import dev.builderos.contracts.team.TokenView;
import dev.builderos.record.OrgTransactions;
import dev.builderos.registry.domain.Member;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads and writes orgs, members and tokens. */
@ApplicationScoped
public class TeamStore {
    private static final String MEMBER =
            "select id, kind, role, subject is not null, added_by, added_at" + " from registry.member where org = $1";
    private static final String TOKEN =
            "select id, name, member, role, made_at, expires_at from registry.access_token where org = $1";

    private final Pool pool;

    TeamStore(Pool pool) {
        this.pool = pool;
    }

    /** An account as a member of an org. */
    public record Membership(OrgView org, String member, Instant addedAt) {}

    /**
     * What a token stands for.
     *
     * @param tokenRole what it gives at most
     */
    public record Standing(Membership membership, Role tokenRole) {}

    /** Changes of one org come one after another, so that none overlooks another. */
    public <T> Uni<T> change(OrgId org, Function<SqlClient, Uni<T>> change) {
        return OrgTransactions.within(
                pool,
                org,
                client -> client.preparedQuery("select pg_advisory_xact_lock(hashtextextended($1, 0))")
                        .execute(Tuple.of("team/" + org.value()))
                        .flatMap(locked -> change.apply(client)));
    }

    /** What else is done in the transaction in which an account becomes a member. */
    @FunctionalInterface
    public interface Joining {
        Uni<Void> joined(SqlClient client, OrgId org, String member);
    }

    /** Makes the account the members it was invited as, and gives all that it is, those it is longest first. */
    public Uni<List<Membership>> memberships(Account account, Joining joining) {
        return OrgTransactions.withinAll(
                        pool,
                        client -> account.email() == null
                                ? memberships(client, account)
                                : client.preparedQuery("""
                                update registry.member invited set issuer = $1, subject = $2
                                where id = $3 and kind = 'PERSON' and subject is null
                                  and not exists (select from registry.member known
                                    where known.org = invited.org and known.issuer = $1 and known.subject = $2)
                                returning org, id
                                """)
                                        .execute(Tuple.of(account.issuer(), account.subject(), account.email()))
                                        .flatMap(joined -> Multi.createFrom()
                                                .iterable(joined)
                                                .onItem()
                                                .transformToUniAndConcatenate(row -> joining.joined(
                                                        client, new OrgId(row.getString(0)), row.getString(1)))
                                                .collect()
                                                .last())
                                        .flatMap(told -> memberships(client, account)))
                .map(rows -> list(rows, TeamStore::membership));
    }

    private static Uni<RowSet<Row>> memberships(SqlClient client, Account account) {
        return client.preparedQuery("""
                        select member.org, org.name, member.role, member.id, member.added_at
                        from registry.member join registry.org on org.id = member.org
                        where issuer = $1 and subject = $2 order by member.added_at, member.org
                        """).execute(Tuple.of(account.issuer(), account.subject()));
    }

    /** Empty when there is none that is in force. */
    public Uni<Optional<Standing>> standing(OrgId org, Digest digest, Instant now) {
        return OrgTransactions.execute(pool, org, """
                        select member.org, org.name, member.role, member.id, member.added_at, access_token.role
                        from registry.access_token
                        join registry.member on member.org = access_token.org and member.id = access_token.member
                        join registry.org on org.id = member.org
                        where access_token.org = $1 and digest = $2 and expires_at > $3
                        """, Tuple.of(org.value(), digest.value(), at(now)))
                .map(rows -> list(rows, row -> new Standing(membership(row), Role.ofTitle(row.getString(5)))).stream()
                        .findFirst());
    }

    /** False when there is one with this id. */
    public Uni<Boolean> makeOrg(SqlClient client, OrgId org, String name, Instant now) {
        return client.preparedQuery(
                        "insert into registry.org (id, name, made_at) values ($1, $2, $3) on conflict do nothing")
                .execute(Tuple.of(org.value(), name, at(now)))
                .map(done -> done.rowCount() == 1);
    }

    public Uni<List<Member>> members(OrgId org) {
        return OrgTransactions.within(pool, org, client -> members(client, org));
    }

    public Uni<List<Member>> members(SqlClient client, OrgId org) {
        return client.preparedQuery(MEMBER + " order by id")
                .execute(Tuple.of(org.value()))
                .map(rows -> list(rows, TeamStore::member));
    }

    public Uni<Void> putMember(SqlClient client, OrgId org, Member member) {
        return client.preparedQuery("""
                        insert into registry.member (org, id, kind, role, added_by, added_at)
                        values ($1, $2, $3, $4, $5, $6) on conflict (org, id) do update set role = excluded.role
                        """)
                .execute(Tuple.from(List.of(
                        org.value(),
                        member.id(),
                        member.kind().name(),
                        member.role().title(),
                        member.addedBy(),
                        at(member.addedAt()))))
                .replaceWithVoid();
    }

    public Uni<Void> removeMember(SqlClient client, OrgId org, String id) {
        return client.preparedQuery("delete from registry.member where org = $1 and id = $2")
                .execute(Tuple.of(org.value(), id))
                .replaceWithVoid();
    }

    /** Of one member, or of all where it is empty; newest first. */
    public Uni<List<TokenView>> tokens(SqlClient client, OrgId org, Optional<String> member) {
        return client.preparedQuery(TOKEN + " and ($2::text is null or member = $2) order by made_at desc, id")
                .execute(Tuple.of(org.value(), member.orElse(null)))
                .map(rows -> list(rows, TeamStore::token));
    }

    public Uni<List<TokenView>> tokens(OrgId org, Optional<String> member) {
        return OrgTransactions.within(pool, org, client -> tokens(client, org, member));
    }

    public Uni<Void> keepToken(SqlClient client, OrgId org, Digest digest, TokenView token) {
        return client.preparedQuery("""
                        insert into registry.access_token (org, id, digest, name, member, role, made_at, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8)
                        """)
                .execute(Tuple.from(List.of(
                        org.value(),
                        token.id(),
                        digest.value(),
                        token.name(),
                        token.member(),
                        token.role().title(),
                        at(token.madeAt()),
                        at(token.expiresAt()))))
                .replaceWithVoid();
    }

    public Uni<Void> removeToken(SqlClient client, OrgId org, String id) {
        return client.preparedQuery("delete from registry.access_token where org = $1 and id = $2")
                .execute(Tuple.of(org.value(), id))
                .replaceWithVoid();
    }

    private static Membership membership(Row row) {
        return new Membership(
                new OrgView(new OrgId(row.getString(0)), row.getString(1), Role.ofTitle(row.getString(2))),
                row.getString(3),
                row.getOffsetDateTime(4).toInstant());
    }

    private static Member member(Row row) {
        MemberKind kind = MemberKind.valueOf(row.getString(1));
        return new Member(
                row.getString(0),
                kind,
                Role.ofTitle(row.getString(2)),
                kind == MemberKind.SERVICE || row.getBoolean(3),
                row.getString(4),
                row.getOffsetDateTime(5).toInstant());
    }

    private static TokenView token(Row row) {
        return new TokenView(
                row.getString(0),
                row.getString(1),
                row.getString(2),
                Role.ofTitle(row.getString(3)),
                row.getOffsetDateTime(4).toInstant(),
                row.getOffsetDateTime(5).toInstant());
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
