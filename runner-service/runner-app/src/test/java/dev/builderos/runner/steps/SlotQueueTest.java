package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.formats.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
    private static final int SEQUENCES = Integer.getInteger("slots.sequences", 2_000);

    /** Names of tickets, and who has a slot, first granted first. */
    private static final class Bench {
        private final SlotQueue queue;
        private final Map<SlotQueue.Ticket, String> names = new HashMap<>();
        private final Deque<SlotQueue.Ticket> working = new ArrayDeque<>();

        Bench(int slots) {
            queue = new SlotQueue(slots);
        }

        SlotQueue.Ticket ask(String org, String run, Priority priority, String name) {
            SlotQueue.Ticket ticket = queue.request(new OrgId(org), runId(run), priority);
            names.put(ticket, name);
            if (ticket.granted()) {
                working.add(ticket);
            }
            return ticket;
        }

        /** Ends what works longest, again and again, and gives the names that get its slot. */
        List<String> grants(int count) {
            List<String> granted = new ArrayList<>();
            for (int i = 0; i < count && !working.isEmpty(); i++) {
                queue.giveBack(working.removeFirst()).ifPresent(next -> {
                    working.add(next);
                    granted.add(names.get(next));
                });
            }
            return granted;
        }
    }

    private static RunId runId(String name) {
        return new RunId("01890a5d-ac96-774b-bcce-%012x".formatted(name.hashCode() & 0xffffffffL));
    }

    @Test
    void grantsTheStepsOfARunInTheOrderTheyCame() {
        Bench bench = new Bench(1);
        List.of("first", "second", "third").forEach(name -> bench.ask("acme", "run", Priority.NORMAL, name));

        assertThat(bench.grants(5)).containsExactly("second", "third");
        assertThat(bench.queue.free()).isEqualTo(1);
    }

    @Test
    void takesOrgsInTurnHoweverManyRunsOneHas() {
        Bench bench = new Bench(1);
        bench.ask("greedy", "0", Priority.NORMAL, "working");
        IntStream.rangeClosed(1, 5_000).forEach(i -> bench.ask("greedy", "run-" + i, Priority.NORMAL, "g" + i));
        bench.ask("modest", "m", Priority.NORMAL, "m1");
        bench.ask("modest", "m", Priority.NORMAL, "m2");

        assertThat(bench.grants(5)).containsExactly("g1", "m1", "g2", "m2", "g3");
    }

    @Test
    void takesTheRunsOfAnOrgInTurnHoweverManyStepsOneHas() {
        Bench bench = new Bench(1);
        bench.ask("acme", "0", Priority.NORMAL, "working");
        IntStream.rangeClosed(1, 10_000).forEach(i -> bench.ask("acme", "wide", Priority.NORMAL, "w" + i));
        bench.ask("acme", "narrow", Priority.NORMAL, "n1");
        bench.ask("acme", "narrow", Priority.NORMAL, "n2");

        assertThat(bench.grants(5)).containsExactly("w1", "n1", "w2", "n2", "w3");
    }

    @Test
    void givesOfSevenGrantsFourToHighTwoToNormalAndOneToLow() {
        Bench bench = new Bench(1);
        bench.ask("acme", "0", Priority.NORMAL, "working");
        for (Priority priority : Priority.values()) {
            IntStream.range(0, 100).forEach(i -> bench.ask("acme", priority.name(), priority, priority.name()));
        }

        List<String> granted = bench.grants(70);

        assertThat(granted.getFirst()).isEqualTo("HIGH");
        assertThat(granted).filteredOn("HIGH"::equals).hasSize(40);
        assertThat(granted).filteredOn("NORMAL"::equals).hasSize(20);
        assertThat(granted).filteredOn("LOW"::equals).hasSize(10);
    }

    @Test
    void owesNothingToAPriorityThatDidNotAsk() {
        Bench bench = new Bench(1);
        bench.ask("acme", "0", Priority.NORMAL, "working");
        IntStream.range(0, 1_000).forEach(i -> bench.ask("acme", "n", Priority.NORMAL, "NORMAL"));
        bench.grants(700);
        IntStream.range(0, 100).forEach(i -> bench.ask("acme", "l", Priority.LOW, "LOW"));

        assertThat(bench.grants(30)).filteredOn("LOW"::equals).hasSize(10);
    }

    @Test
    void forgetsWhoGivesUpAndPassesTheTurnOfWhoWasGrantedOn() {
        Bench bench = new Bench(1);
        SlotQueue.Ticket works = bench.ask("acme", "a", Priority.NORMAL, "a");
        SlotQueue.Ticket givesUp = bench.ask("acme", "b", Priority.NORMAL, "b");
        SlotQueue.Ticket stays = bench.ask("acme", "c", Priority.NORMAL, "c");

        assertThat(bench.queue.giveBack(givesUp)).isEmpty();
        assertThat(bench.queue.giveBack(works)).contains(stays);
        assertThat(bench.queue.giveBack(stays)).isEmpty();
        assertThat(bench.queue.free()).isEqualTo(1);
    }

    /** Fails with the seed in the message; {@code -Dslots.seed=…} starts with that one. */
    @Test
    void keepsItsLawsWhateverIsAskedAndGivenBack() {
        long first = Long.getLong("slots.seed", System.nanoTime());
        System.out.println("slots.seed=" + first);
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            try {
                new Sequence(new Random(seed)).run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("slots.seed=" + seed, broken);
            }
        }
    }

    /**
     * Random requests, ends and withdrawals. Never more than the slots are granted; none is lost; nobody waits while one is free;
     * and nobody is passed over for longer than those before it in its org, its orgs and its priority can take.
     */
    private static final class Sequence {
        private static final int ORGS = 3;
        private static final int RUNS = 3;
        private static final int MOVES = 300;

        private final Random random;
        private final int slots;
        private final SlotQueue queue;
        private final List<SlotQueue.Ticket> working = new ArrayList<>();
        private final List<SlotQueue.Ticket> waiting = new ArrayList<>();
        private final Map<SlotQueue.Ticket, Integer> patience = new HashMap<>();
        private final Map<SlotQueue.Ticket, String> stands = new HashMap<>();

        Sequence(Random random) {
            this.random = random;
            this.slots = 1 + random.nextInt(5);
            this.queue = new SlotQueue(slots);
        }

        void run() {
            for (int move = 0; move < MOVES; move++) {
                int chance = random.nextInt(10);
                if (chance < 6) {
                    ask();
                } else if (chance < 9 && !working.isEmpty()) {
                    end(working.remove(random.nextInt(working.size())));
                } else if (!waiting.isEmpty()) {
                    SlotQueue.Ticket gone = waiting.remove(random.nextInt(waiting.size()));
                    assertThat(queue.giveBack(gone))
                            .as("a slot for who gave up")
                            .isEmpty();
                }
                check();
            }
            while (!working.isEmpty()) {
                end(working.removeFirst());
                check();
            }
            assertThat(waiting).as("who still waits at the end").isEmpty();
            assertThat(queue.free()).as("free slots at the end").isEqualTo(slots);
        }

        private void ask() {
            Priority priority = List.of(Priority.values()).get(random.nextInt(3));
            String run = random.nextInt(ORGS) + "/" + random.nextInt(RUNS);
            long before = waiting.stream()
                    .filter(each -> stands.get(each).equals(priority + run))
                    .count();
            SlotQueue.Ticket ticket = queue.request(new OrgId("org-" + run.charAt(0)), runId(run + priority), priority);
            stands.put(ticket, priority + run);
            if (ticket.granted()) {
                working.add(ticket);
            } else {
                waiting.add(ticket);
                patience.put(ticket, (int) (before + 1) * ORGS * RUNS * 7 + 7);
            }
        }

        private void end(SlotQueue.Ticket ticket) {
            queue.giveBack(ticket).ifPresent(next -> {
                assertThat(waiting.remove(next)).as("granted to who waits").isTrue();
                working.add(next);
                waiting.forEach(each -> patience.merge(each, -1, Integer::sum));
            });
        }

        private void check() {
            assertThat(working).as("granted").hasSizeLessThanOrEqualTo(slots).allMatch(SlotQueue.Ticket::granted);
            assertThat(working.size() + queue.free()).as("slots").isEqualTo(slots);
            assertThat(waiting.isEmpty() || queue.free() == 0)
                    .as("nobody waits while a slot is free")
                    .isTrue();
            assertThat(waiting).as("who waits").allMatch(each -> patience.get(each) >= 0);
        }
    }

    @Test
    void keepsTheSharesOfTwoOrgsThatAlwaysWaitWithinOne() {
        Random random = new Random(7);
        for (int slots = 1; slots <= 8; slots++) {
            Bench bench = new Bench(slots);
            IntStream.range(0, 500).forEach(i -> bench.ask("a", "a" + random.nextInt(50), Priority.NORMAL, "a"));
            IntStream.range(0, 500).forEach(i -> bench.ask("b", "b", Priority.NORMAL, "b"));
            Map<String, Integer> shares = new HashMap<>(Map.of("a", 0, "b", 0));

            for (String org : bench.grants(800)) {
                shares.merge(org, 1, Integer::sum);

                assertThat(Math.abs(shares.getOrDefault("a", 0) - shares.getOrDefault("b", 0)))
                        .as("difference of the shares %s", shares)
                        .isLessThanOrEqualTo(1);
            }
        }
    }
}
