package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.formats.Priority;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one of a bounded number of slots, and who gets the next one. Among priorities that all wait, of seven grants four
 * go to high, two to normal and one to low, so that nobody waits for ever; among orgs of one priority each gets one in turn, and
 * so do the runs of an org, and the steps of a run in the order they came. A grant costs the same however many wait.
 *
 * <p>Pure: no clock, no threads. Used by one thread at a time.
 */
final class SlotQueue {
    private final Map<Priority, Level> levels = new EnumMap<>(Priority.class);
    private int free;

    /** How far the priorities have got, counted in twenty-eighths of a grant; the one that is furthest behind is next. */
    private long reached;

    SlotQueue(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("at least one slot is needed, not " + slots);
        }
        this.free = slots;
        for (Priority priority : Priority.values()) {
            levels.put(priority, new Level(strideOf(priority)));
        }
    }

    /** A step that wants a slot; equal only to itself. */
    static final class Ticket {
        private final OrgId org;
        private final RunId run;
        private final Priority priority;
        private boolean granted;

        Ticket(OrgId org, RunId run, Priority priority) {
            this.org = org;
            this.run = run;
            this.priority = priority;
        }

        boolean granted() {
            return granted;
        }
    }

    /** Those of one priority: orgs in turn, their runs in turn, the steps of a run one after the other. */
    private static final class Level {
        private final long stride;
        private final LinkedHashMap<OrgId, LinkedHashMap<RunId, LinkedHashSet<Ticket>>> orgs = new LinkedHashMap<>();
        private long pass;

        Level(long stride) {
            this.stride = stride;
        }

        void add(Ticket ticket) {
            orgs.computeIfAbsent(ticket.org, org -> new LinkedHashMap<>())
                    .computeIfAbsent(ticket.run, run -> new LinkedHashSet<>())
                    .add(ticket);
        }

        /** Takes out who is next; its org goes behind the other orgs, its run behind the org's other runs. */
        Ticket poll() {
            var org = orgs.pollFirstEntry();
            var run = org.getValue().pollFirstEntry();
            Ticket ticket = run.getValue().removeFirst();
            if (!run.getValue().isEmpty()) {
                org.getValue().putLast(run.getKey(), run.getValue());
            }
            if (!org.getValue().isEmpty()) {
                orgs.putLast(org.getKey(), org.getValue());
            }
            return ticket;
        }

        void remove(Ticket ticket) {
            LinkedHashMap<RunId, LinkedHashSet<Ticket>> runs = orgs.get(ticket.org);
            LinkedHashSet<Ticket> steps = runs == null ? null : runs.get(ticket.run);
            if (runs == null || steps == null || !steps.remove(ticket)) {
                throw new IllegalStateException("who gives up does not wait");
            }
            if (steps.isEmpty()) {
                runs.remove(ticket.run);
            }
            if (runs.isEmpty()) {
                orgs.remove(ticket.org);
            }
        }
    }

    private static long strideOf(Priority priority) {
        return switch (priority) {
            case HIGH -> 7;
            case NORMAL -> 14;
            case LOW -> 28;
        };
    }

    /** Grants a slot at once when one is free, else puts the ticket among those that wait. */
    Ticket request(OrgId org, RunId run, Priority priority) {
        Ticket ticket = new Ticket(org, run, priority);
        if (free > 0) {
            free--;
            ticket.granted = true;
            return ticket;
        }
        Level level = level(priority);
        if (level.orgs.isEmpty()) {
            level.pass = Math.max(level.pass, reached); // what it did not ask for before is not owed to it
        }
        level.add(ticket);
        return ticket;
    }

    /**
     * Takes a slot back, or the wish for one.
     *
     * @return the ticket that gets the slot
     */
    Optional<Ticket> giveBack(Ticket ticket) {
        if (!ticket.granted) {
            level(ticket.priority).remove(ticket);
            return Optional.empty();
        }
        ticket.granted = false;
        Level next = next();
        if (next == null) {
            free++;
            return Optional.empty();
        }
        reached = next.pass;
        next.pass += next.stride;
        Ticket granted = next.poll();
        granted.granted = true;
        return Optional.of(granted);
    }

    /** The level that is furthest behind; the higher one when two are. */
    private @Nullable Level next() {
        Level next = null;
        for (Priority priority : Priority.values()) {
            Level level = level(priority);
            if (!level.orgs.isEmpty() && (next == null || level.pass <= next.pass)) {
                next = level;
            }
        }
        return next;
    }

    private Level level(Priority priority) {
        Level level = levels.get(priority);
        if (level == null) {
            throw new IllegalStateException("no level for " + priority);
        }
        return level;
    }

    int free() {
        return free;
    }
}
