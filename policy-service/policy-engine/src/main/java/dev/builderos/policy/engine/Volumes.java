package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.formats.VolumeLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an effect would be one too many. */
final class Volumes {
    static final String LIMIT = "limit";

    private Volumes() {}

    /** @param whose as the sentence says it */
    static Optional<Ruling> objection(VolumeLimits limits, String whose, Effect effect, RunSoFar soFar) {
        if (limits.equals(VolumeLimits.NONE)) {
            return Optional.empty();
        }
        boolean writes = FileTarget.writes(effect);
        return above(limits.calls(), soFar.calls() + 1, whose, "calls", "effects in a run")
                .or(() -> above(
                        limits.callsPerMinute(),
                        soFar.callsLastMinute() + 1,
                        whose,
                        "calls_per_minute",
                        "effects within a minute"))
                .or(() -> writes
                        ? above(limits.files(), soFar.files() + 1, whose, "files", "files written in a run")
                        : Optional.empty())
                .or(() -> writes
                        ? above(limits.bytes(), soFar.bytes() + size(effect), whose, "bytes", "bytes written in a run")
                        : Optional.empty());
    }

    private static Optional<Ruling> above(@Nullable Long limit, long reached, String whose, String key, String what) {
        return limit == null || reached <= limit
                ? Optional.empty()
                : Optional.of(new Ruling.Deny(
                        LIMIT,
                        whose + " may have " + limit + " " + what + ", and this would make " + reached
                                + "; raise limits." + key + " if that is right"));
    }

    /** A write that does not say how much it writes is taken to be more than any limit; a deletion writes nothing. */
    private static long size(Effect effect) {
        if (effect.tool().equals("fs.delete")) {
            return 0;
        }
        return effect.arguments().get("bytes") instanceof Number bytes ? bytes.longValue() : Integer.MAX_VALUE;
    }
}
