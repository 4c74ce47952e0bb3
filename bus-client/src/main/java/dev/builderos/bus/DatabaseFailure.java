package dev.builderos.bus;

import com.fasterxml.jackson.core.JacksonException;
import io.smallrye.mutiny.CompositeException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Tells whether a use case failed because its database was not there, which passes, or for a reason of its own. */
public final class DatabaseFailure {
    /**
     * Classes of SQLSTATE: connection exception, insufficient resources, operator intervention, system error.
     *
     * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
     */
    private static final Set<String> PASSING = Set.of("08", "53", "57", "58");

    private static final int CLASS_LENGTH = 2;

    private DatabaseFailure() {}

    /** Looks at what caused it and, where several failures became one, at each: of a transaction and of its end, the second may say more. */
    public static boolean passes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        while (!left.isEmpty()) {
            Throwable at = left.remove();
            if (!seen.add(at)) {
                continue;
            }
            if (itselfPasses(at)) {
                return true;
            }
            if (at instanceof CompositeException several) {
                left.addAll(several.getCauses());
            } else if (at.getCause() != null) {
                left.add(at.getCause());
            }
        }
        return false;
    }

    private static boolean itselfPasses(Throwable failure) {
        return switch (failure) {
            case PgException refused ->
                refused.getSqlState() != null
                        && refused.getSqlState().length() >= CLASS_LENGTH
                        && PASSING.contains(refused.getSqlState().substring(0, CLASS_LENGTH));
            case ClosedConnectionException ignored -> true;
            case JacksonException ignored -> false; // what was read is damaged, and stays so
            case IOException ignored -> true;
            default -> false;
        };
    }
}
