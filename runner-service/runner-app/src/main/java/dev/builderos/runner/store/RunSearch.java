package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.ListRuns;
import dev.builderos.contracts.runner.RunState;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One statement that finds a page of runs. It says only what was asked, with the states as they are, so that the planner sees
 * which index narrows most.
 */
final class RunSearch {
    /** The id of a run tells when it was made up to this; it is admitted right after. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final List<String> conditions = new ArrayList<>();
    private final Tuple values = Tuple.tuple();

    private RunSearch() {}

    static RunSearch of(ListRuns query) {
        RunSearch search = new RunSearch();
        search.where("org = ", query.requester().org().value());
        search.where(
                "project = ", query.project() == null ? null : query.project().value());
        search.where("pipeline = ", query.pipeline());
        search.where("requested_by = ", query.requestedBy());
        if (!query.states().isEmpty()) {
            search.conditions.add(query.states().stream()
                    .distinct()
                    .map(RunState::name)
                    .collect(Collectors.joining("', '", "state in ('", "')")));
        }
        Instant since = query.since();
        if (since != null) {
            search.where("admitted_at >= ", since.atOffset(ZoneOffset.UTC));
            search.where("id >= ", firstIdOf(since.minus(SLACK)));
        }
        Instant until = query.until();
        if (until != null) {
            search.where("admitted_at < ", until.atOffset(ZoneOffset.UTC));
            search.where("id < ", firstIdOf(until.plus(SLACK)));
        }
        Digest prompt = query.prompt();
        search.where(
                "exists (select from runner.fact f where f.run_id = run.id and f.seq = 1 and strpos(f.body, ",
                prompt == null ? null : prompt.value(),
                ") > 0)");
        RunId before = query.before();
        search.where("id < ", before == null ? null : UUID.fromString(before.value()));
        return search;
    }

    private void where(String condition, @Nullable Object value) {
        where(condition, value, "");
    }

    private void where(String condition, @Nullable Object value, String rest) {
        if (value != null) {
            values.addValue(value);
            conditions.add(condition + "$" + values.size() + rest);
        }
    }

    /** The least UUID of version 7 that was made then or later. */
    private static UUID firstIdOf(Instant at) {
        return new UUID(Math.clamp(at.toEpochMilli(), 0, (1L << 48) - 1) << 16, 0);
    }

    /** Newest first. */
    String sql(String columns, int limit) {
        return columns + "where " + String.join(" and ", conditions) + " order by id desc limit " + limit;
    }

    Tuple values() {
        return values;
    }
}
