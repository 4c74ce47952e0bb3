package dev.builderos.gateway.usecase;

import dev.builderos.contracts.ContractException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream over one or more feeds. It reads only as fast as the client takes, so a slow client costs a bounded
 * number of news and no more. It looks into the history besides, in case that news were missed.
 *
 * @param <T> its items
 */
final class NumberedStream<T> {
    /** Where the items come from. */
    interface Source<T> {
        /** Which feeds there are now. */
        Uni<Roster> roster();

        Uni<Feed.Page<T>> page(String feed, long after);
    }

    /**
     * The feeds of a stream.
     *
     * @param complete whether none will be added
     */
    record Roster(List<String> feeds, boolean complete) {
        Roster {
            feeds = List.copyOf(feeds);
        }
    }

    private final Source<T> source;
    private final Function<String, Feed<T>> newFeed;
    private final Map<String, Feed<T>> feeds = new LinkedHashMap<>();
    private final Pulse pulse = new Pulse();
    private final StreamTiming timing;
    private boolean rosterWanted = true;
    private boolean rosterComplete;

    NumberedStream(Source<T> source, Function<String, Feed<T>> newFeed) {
        this(source, newFeed, new StreamTiming());
    }

    NumberedStream(Source<T> source, Function<String, Feed<T>> newFeed, StreamTiming timing) {
        this.source = source;
        this.newFeed = newFeed;
        this.timing = timing;
    }

    /** News of one feed have come. */
    void news(String feed, List<T> items) {
        feed(feed).news(items);
        pulse.wake();
    }

    /** News may not have come: after a moment, in which what is on its way arrives, the history is asked. */
    void missed() {
        pulse.wake();
    }

    /** Something happened after which a feed may have ended or a new one begun. */
    void lookAgain() {
        look();
        pulse.wake();
    }

    private synchronized void look() {
        rosterWanted = !rosterComplete;
        feeds.values().forEach(Feed::lookAgain);
    }

    /** Fails when the first look into the history fails; ends with {@link Sent.Ended}. */
    Multi<Sent<T>> items() {
        return Multi.createBy().repeating().uni(this::next).whilst(sent -> !(sent instanceof Sent.Ended));
    }

    private Uni<Sent<T>> next() {
        Wish<T> wish = wish();
        return switch (wish) {
            case Wish.Send<T>(Sent<T> sent) -> Uni.createFrom().item(sent);
            case Wish.AskRoster<T> ask -> source.roster().invoke(this::join).chain(this::next);
            case Wish.AskPage<T>(String feed, long after) ->
                source.page(feed, after)
                        .invoke(page -> feed(feed).page(page))
                        .onFailure(this::mayPass)
                        .recoverWithUni(() -> lookLater(feed))
                        .chain(this::next);
            case Wish.Idle<T> idle ->
                pulse.await(timing.idle()).invoke(this::afterWait).chain(this::next);
        };
    }

    /** A client that has the stream keeps it while the history cannot be read; one that has not is told why. */
    private boolean mayPass(Throwable failure) {
        return timing.isOpened()
                && failure instanceof ContractException refused
                && refused.error().category().retryable();
    }

    private Uni<Feed.Page<T>> lookLater(String feed) {
        return pulse.await(StreamTiming.LOOK_FIRST)
                .invoke(() -> feed(feed).lookAgain())
                .replaceWith(new Feed.Page<>(List.of(), false, true));
    }

    private sealed interface Wish<T> {
        record Send<T>(Sent<T> sent) implements Wish<T> {}

        record AskRoster<T>() implements Wish<T> {}

        record AskPage<T>(String feed, long after) implements Wish<T> {}

        record Idle<T>() implements Wish<T> {}
    }

    private synchronized Wish<T> wish() {
        if (rosterWanted) {
            rosterWanted = false;
            return new Wish.AskRoster<>();
        }
        boolean allEnded = rosterComplete;
        for (Map.Entry<String, Feed<T>> entry : feeds.entrySet()) {
            Wish<T> wish = wish(entry.getKey(), entry.getValue().next());
            if (wish != null) {
                return wish;
            }
            allEnded = allEnded && entry.getValue().hasEnded();
        }
        if (allEnded) {
            return send(new Sent.Ended<>());
        }
        return timing.isHeartbeatDue() ? send(new Sent.Heartbeat<>()) : new Wish.Idle<>();
    }

    private @Nullable Wish<T> wish(String feed, Feed.Next<T> next) {
        return switch (next) {
            case Feed.Give<T>(List<T> items) -> send(new Sent.Items<>(feed, items));
            case Feed.Tell<T>(long from, long to) -> send(new Sent.Missing<>(feed, from, to));
            case Feed.Read<T>(long after) -> new Wish.AskPage<>(feed, after);
            case Feed.Wait<T> wait -> null;
            case Feed.End<T> end -> null;
        };
    }

    private Wish<T> send(Sent<T> sent) {
        timing.sent();
        return new Wish.Send<>(sent);
    }

    private void afterWait(boolean woken) {
        if (timing.isTimeToLook(woken)) {
            look();
        }
    }

    private synchronized void join(Roster roster) {
        roster.feeds().forEach(this::feed);
        rosterComplete = roster.complete();
    }

    private synchronized Feed<T> feed(String name) {
        return feeds.computeIfAbsent(name, newFeed);
    }
}
