package dev.builderos.gateway.usecase;

import java.util.ArrayDeque;
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

    /** Give this to the client. */
    record Give<T>(T item) implements Next<T> {}

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

    private final ToLongFunction<T> number;
    private final Predicate<T> maybeLast;
    private final int bound;
    private final Deque<T> history = new ArrayDeque<>();
    private final Deque<T> news = new ArrayDeque<>();
    private long given;
    private boolean stale = true;
    private boolean ended;

    /**
     * @param after the last number the client has, 0 for none
     * @param maybeLast items after which it is worth to ask the history whether it has ended
     * @param bound of the news kept
     */
    Feed(ToLongFunction<T> number, long after, Predicate<T> maybeLast, int bound) {
        this.number = number;
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
            if (news.size() >= bound) {
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
            history.remove();
            given = n;
            return new Give<>(fromHistory);
        }
        T fromNews = firstNotGiven(news);
        if (fromNews != null && number.applyAsLong(fromNews) == given + 1) {
            news.remove();
            given++;
            return new Give<>(fromNews);
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
        history.addAll(page.items());
        if (page.full()) {
            stale = true;
        } else if (page.ended()) {
            ended = true;
        }
    }

    private @Nullable T firstNotGiven(Deque<T> items) {
        T first = items.peek();
        while (first != null && number.applyAsLong(first) <= given) {
            items.remove();
            first = items.peek();
        }
        return first;
    }

    private long newest() {
        return news.isEmpty() ? given : Math.max(given, number.applyAsLong(news.getLast()));
    }
}
