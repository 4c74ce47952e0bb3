package dev.builderos.gateway.http;

import dev.builderos.gateway.usecase.Line;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events that lines were put together to, kept a while for others who follow the same ones: two hundred who watch a step get
 * one array. Holds a fixed number; a newer one takes the place of an older.
 */
final class SharedEvent {
    private static final int KEPT = 16;

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(KEPT);

    /** Lines follow each other without a gap, so that the first and the last one tell all of them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(Line first, Line last, byte[] event) {
        boolean isOf(List<Line> lines) {
            return isSame(first, lines.getFirst()) && isSame(last, lines.getLast());
        }

        @SuppressWarnings("ReferenceEquality") // lines of other runs have the same numbers and texts
        private static boolean isSame(Line one, Line other) {
            return one == other;
        }
    }

    byte[] of(List<Line> lines, Function<List<Line>, byte[]> together) {
        int place = Math.floorMod(System.identityHashCode(lines.getFirst()), KEPT);
        Entry there = entries.get(place);
        if (there != null && there.isOf(lines)) {
            return there.event();
        }
        byte[] event = together.apply(lines);
        entries.set(place, new Entry(lines.getFirst(), lines.getLast(), event));
        return event;
    }
}
