package dev.builderos.runner.tools;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cards of effects that stay inside a run's workspace. */
final class Cards {
    private Cards() {}

    static EffectCard inWorkspace(Effect effect, String title, @Nullable String diff, Risk.Level level, String factor) {
        String exact = effect.arguments().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n", effect.tool() + " as " + effect.agent() + "\n", ""));
        return new EffectCard(
                title,
                exact,
                diff,
                new Risk(level, List.of(factor)),
                "the run's branch keeps every earlier state; drop the branch to undo all of it",
                "the run's own worktree",
                null);
    }
}
