package dev.builderos.runner.store;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.formats.Money;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Currency;

/** What projects paid for models, day by day; {@link Journal} writes it with the facts that say so. */
public final class SpentStore {
    private final Pool pool;

    public SpentStore(Pool pool) {
        this.pool = pool;
    }

    /** What the runs of a project paid in a currency, on a day of UTC; nothing is an amount too. */
    public Uni<Money> on(LocalDate day, OrgId org, ProjectId project, Currency currency) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select coalesce(sum(amount), 0) from runner.spent"
                                + " where org = $1 and project = $2 and day = $3 and currency = $4",
                        Tuple.of(org.value(), project.value(), day, currency.getCurrencyCode()))
                .map(rows -> new Money(rows.iterator().next().getBigDecimal(0), currency));
    }
}
