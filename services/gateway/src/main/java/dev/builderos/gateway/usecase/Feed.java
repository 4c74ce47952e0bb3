package dev.builderos.gateway.usecase;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Joins the history of numbered items with live news of them: each item once, in order, and whatever the history does not
 * have either is told as a gap. It only decides; reading and waiting are the caller's. Bounded: news beyond the bound are
 * dropped and read from the history later.
 *
 * @param <T> items numbered 1, 2, 3 …
 */
final class Feed<T> {
    /** What to do now. */
    sealed interface Next<T> {}

    /** Give these to the client. */
    record Give<T>(List<T> items) implements Next<T> {
        Give {
            items = List.copyOf(items);
        }
    }

    /** Tell the client that these are missing. */
    record Tell<T>(long from, long to) implements Next<T> {}

    /** Read the history after this number and hand over the {@link #page}. */
    record Read<T>(long after) implements Next<T> {}

    /** Nothing until there are news, or until it is time to look again. */
    record Wait<T>() implements Next<T> {}

    /** Nothing will follow. */
    record End<T>() implements Next<T> {}

    /** What the history has after a number. */
    record Page<T>(List<T> items, boolean ended, boolean full) {
        Page {
            items = List.copyOf(items);
        }
    }

    /**
     * How much is kept and given at a time.
     *
     * @param news kept
     * @param batch given at a time
     */
    record Bound(int news, int batch) {
        /** Characters of the news kept. */
        static final long NEWS_WEIGHT = 1024 * 1024;

        /** Characters after which a batch ends. */
        static final long BATCH_WEIGHT = 128 * 1024;
    }

    private final ToLongFunction<T> number;
    private final ToLongFunction<T> weight;
    private final Predicate<T> maybeLast;
    private final Bound bound;
    private final Items history = new Items();
    private final Items news = new Items();
    private long given;
    private boolean stale = true;
    private boolean ended;

    /**
     * @param weight how many characters an item has, about
     * @param maybeLast items after which it is worth to ask the history whether it has ended
     * @param after the last number the client has, 0 for none
     */
    Feed(ToLongFunction<T> number, ToLongFunction<T> weight, Predicate<T> maybeLast, Bound bound, long after) {
        this.number = number;
        this.weight = weight;
        this.given = after;
        this.maybeLast = maybeLast;
        this.bound = bound;
    }

    /** News have come, in order, perhaps not all and perhaps again. */
    synchronized void news(List<T> items) {
        for (T item : items) {
            if (number.applyAsLong(item) <= newest()) {
                continue;
            }
            if (number.applyAsLong(item) > newest() + 1 || maybeLast.test(item)) {
                stale = true;
            }
            if (news.size() >= bound.news() || news.weight >= Bound.NEWS_WEIGHT) {
                news.clear();
                stale = true;
                return;
            }
            news.add(item);
        }
    }

    /** Time to look whether the history has more than the news told. */
    synchronized void lookAgain() {
        stale = true;
    }

    synchronized Next<T> next() {
        T fromHistory = firstNotGiven(history);
        if (fromHistory != null) {
            long n = number.applyAsLong(fromHistory);
            if (n > given + 1) {
                Tell<T> gap = new Tell<>(given + 1, n - 1);
                given = n - 1;
                return gap;
            }
            return new Give<>(batch(history));
        }
        T fromNews = firstNotGiven(news);
        if (fromNews != null && number.applyAsLong(fromNews) == given + 1) {
            return new Give<>(batch(news));
        }
        if (ended) {
            return new End<>();
        }
        if (stale) {
            stale = false;
            return new Read<>(given);
        }
        return new Wait<>();
    }

    /** Whether {@link #next} says {@link End}. */
    synchronized boolean hasEnded() {
        return ended && firstNotGiven(history) == null;
    }

    /** The history's answer to {@link Read}. */
    synchronized void page(Page<T> page) {
        page.items().forEach(history::add);
        if (page.full()) {
            stale = true;
        } else if (page.ended()) {
            ended = true;
        }
    }

    /** Takes what follows the last one given without a gap. */
    private List<T> batch(Items items) {
        List<T> batch = new ArrayList<>();
        long characters = 0;
        T next = items.peek();
        while (next != null
                && number.applyAsLong(next) == given + 1
                && batch.size() < bound.batch()
                && characters < Bound.BATCH_WEIGHT) {
            batch.add(next);
            characters += weight.applyAsLong(next);
            given++;
            items.remove();
            next = items.peek();
        }
        return batch;
    }

    private @Nullable T firstNotGiven(Items items) {
        T first = items.peek();
        while (first != null && number.applyAsLong(first) <= given) {
            items.remove();
            first = items.peek();
        }
        return first;
    }

    /** Items in order, and how much they weigh together. */
    private final class Items {
        private final Deque<T> items = new ArrayDeque<>();
        private long weight;

        void add(T item) {
            items.add(item);
            weight += Feed.this.weight.applyAsLong(item);
        }

        void remove() {
            weight -= Feed.this.weight.applyAsLong(items.remove());
        }

        void clear() {
            items.clear();
            weight = 0;
        }

        @Nullable
        T peek() {
            return items.peek();
        }

        @Nullable
        T last() {
            return items.peekLast();
        }

        int size() {
            return items.size();
        }
    }

    private long newest() {
        T last = news.last();
        return last == null ? given : Math.max(given, number.applyAsLong(last));
    }
}
