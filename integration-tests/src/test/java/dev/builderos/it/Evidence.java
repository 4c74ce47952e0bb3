package dev.builderos.it;

import dev.builderos.contracts.journal.FactRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is known after a fault, from outside: what clients were told, what the server says now, what its steps did to the world,
 * and what is left on the machine.
 *
 * @param acked the run each client was told of first, by the key it asked with
 * @param answered the run each key answers after recovery; a client that was told nothing has asked again by then
 * @param journals the facts of every run the server lists
 * @param fences where another runner took a run away
 * @param ledger what steps did, in order
 * @param seen what followers saw of a run's facts
 * @param outbox rows nobody has published, by service
 * @param leftovers processes and directories of steps that are over
 * @param recoveries how long it took until the server worked again
 * @param calls what clients asked, and how it ended
 * @param clockError how wrong the server's clock was at most
 */
record Evidence(
        Map<String, String> acked,
        Map<String, String> answered,
        Map<String, List<FactRecord>> journals,
        Map<String, Fence> fences,
        List<Ledger.Entry> ledger,
        Map<String, List<Sight>> seen,
        Map<String, Long> outbox,
        List<String> leftovers,
        List<Recovery> recoveries,
        List<Call> calls,
        Duration clockError) {

    /** Of a server whose clock is right. */
    Evidence(
            Map<String, String> acked,
            Map<String, String> answered,
            Map<String, List<FactRecord>> journals,
            Map<String, Fence> fences,
            List<Ledger.Entry> ledger,
            Map<String, List<Sight>> seen,
            Map<String, Long> outbox,
            List<String> leftovers,
            List<Recovery> recoveries,
            List<Call> calls) {
        this(acked, answered, journals, fences, ledger, seen, outbox, leftovers, recoveries, calls, Duration.ZERO);
    }

    /** Facts behind this one are written under this epoch or a later one. */
    record Fence(long seq, long epoch) {}

    /** What one event told a follower. */
    sealed interface Sight {
        /** A fact with this number. */
        record Seen(long seq) implements Sight {}

        /** The server says that these are left out. */
        record Gap(long from, long to) implements Sight {}
    }

    record Recovery(String from, Duration took, Duration most) {}

    /** @param end how it ended */
    record Call(String what, Duration took, End end) {
        enum End {
            RESULT,
            TYPED_ERROR,
            /** The server was gone, and the client knew at once. */
            CUT,
            UNTYPED_ERROR,
            HUNG
        }
    }
}
