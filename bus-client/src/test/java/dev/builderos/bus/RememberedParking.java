package dev.builderos.bus;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A parking lot in memory, which can be out of order. */
final class RememberedParking implements ParkingLot {
    private final List<Parked> parked = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException trouble;

    /** One message that was parked. */
    record Parked(String consumer, String id, int attempts) {}

    void breaksWith(RuntimeException why) {
        trouble = why;
    }

    List<Parked> parked() {
        return parked;
    }

    @Override
    public Uni<Void> park(String consumer, Envelope message, int attempts, Throwable why) {
        RuntimeException broken = trouble;
        if (broken != null) {
            return Uni.createFrom().failure(broken);
        }
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> parked.add(new Parked(consumer, message.id().toString(), attempts)));
    }
}
