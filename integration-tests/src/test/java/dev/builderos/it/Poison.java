package dev.builderos.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Rows that no version of BuilderOS writes, as a damaged disk or a careless hand leaves them. */
final class Poison {
    private static final List<String> BODIES = List.of(
            "",
            "not JSON",
            "{\"org\":",
            "[]",
            "null",
            "{}",
            "{\"org\":42,\"kind\":\"NONSENSE\"}",
            "[".repeat(5_000) + "]".repeat(5_000),
            "\"" + "x".repeat(900_000) + "\"");
    private static final List<String> ORDERS = List.of(
            "builderos.policy.v1.cmd.open-approval.local.poison",
            "builderos.policy.v1.cmd.withdraw-approval.local.poison");
    private static final String INSERT_RUN = """
            insert into runner.run (id, org, project, pipeline, requested_by, plan, state, seq, closed, admitted_at, owner,
                                    epoch, lease_expires_at)
            values (?, ?, ?, 'test', 'nobody', ?, ?, 1, false, now(), 'nobody', 1, now() - interval '1 minute')
            """;

    private final Postgres postgres;
    private final Random random;

    Poison(Postgres postgres, Random random) {
        this.postgres = postgres;
        this.random = random;
    }

    /** Messages in the runner's outbox that nobody can read; gives how many. */
    int messages() {
        int rows = 0;
        for (String subject : ORDERS) {
            for (String body : BODIES) {
                tell(subject, body);
                rows++;
            }
        }
        return rows;
    }

    /** A message to a subject that is none. */
    void tell(String subject, String body) {
        postgres.change(
                "insert into runner.outbox (ce_id, ce_type, subject, body) values (?, 'nonsense', ?, convert_to(?, 'UTF8'))",
                new UUID(random.nextLong(), random.nextLong()),
                subject,
                body);
    }

    /** Runs of an org each of which cannot be read for a reason of its own. */
    List<UUID> runs(String org, String goodPlan) {
        postgres.change(
                "insert into runner.plan (digest, body) values ('rubbish', ?) on conflict do nothing", goodPlan);
        String damaged = "sha256:" + "0".repeat(64);
        postgres.change(
                "insert into runner.plan (digest, body) values (?, '{\"steps\":') on conflict do nothing", damaged);
        String good = postgres.ask("select digest from runner.plan where body = ?", goodPlan).stream()
                .filter(digest -> !digest.equals("rubbish"))
                .findFirst()
                .orElseThrow();
        List<UUID> runs = new ArrayList<>();
        runs.add(run(sortable(), org, "poison", damaged, "RUNNING"));
        runs.add(run(sortable(), org, "poison", "rubbish", "RUNNING"));
        runs.add(run(sortable(), org, "poison", good, "NONSENSE"));
        runs.add(run(sortable(), org, "NO PROJECT!", good, "RUNNING"));
        runs.add(run(sortable(), "NO ORG!", "poison", good, "RUNNING"));
        runs.add(run(
                new UUID((random.nextLong() & ~0xF000L) | 0x4000L, Long.MIN_VALUE), org, "poison", good, "RUNNING"));
        UUID noFact = run(sortable(), org, "poison", good, "RUNNING");
        postgres.change(
                "insert into runner.fact (run_id, seq, epoch, at, type, body, prev, hash)"
                        + " values (?, 1, 1, now(), 'RunAdmitted', '{', ?, ?)",
                noFact,
                "0".repeat(64),
                "0".repeat(64));
        runs.add(noFact);
        UUID unknown = run(sortable(), org, "poison", good, "RUNNING");
        postgres.change(
                "insert into runner.fact (run_id, seq, epoch, at, type, body, prev, hash)"
                        + " values (?, 1, 1, now(), 'NeverHeardOf', '{}', ?, ?)",
                unknown,
                "0".repeat(64),
                "0".repeat(64));
        runs.add(unknown);
        return runs;
    }

    /** Of version 7, as all ids of runs are, and before those of real ones. */
    private UUID sortable() {
        return new UUID(
                (random.nextInt() & 0xFFFL) | 0x0100_0000_0000_7000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }

    private UUID run(UUID id, String org, String project, String plan, String state) {
        postgres.change(INSERT_RUN, id, org, project, plan, state);
        return id;
    }
}
