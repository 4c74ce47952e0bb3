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

    /** A command that cannot be inspected and may reach these hosts. */
    static EffectCard reachingOut(Effect effect, String title, List<String> hosts) {
        EffectCard card = inWorkspace(
                effect,
                title,
                null,
                Risk.Level.HIGH,
                "a shell command cannot be inspected; it sees the workspace, and may send it to the hosts it may reach");
        return new EffectCard(
                card.title(),
                card.exact(),
                card.diff(),
                card.risk(),
                card.undo() + "; what was sent to a host stays there",
                card.blastRadius() + ", and what may be reached: " + String.join(", ", hosts),
                card.untrustedReason());
    }

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
