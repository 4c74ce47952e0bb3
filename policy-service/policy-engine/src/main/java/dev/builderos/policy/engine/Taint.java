package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What nobody vouches for and may be meant to steer an agent: once a run has read it, whatever leaves the workspace or the
 * machine is asked about.
 */
final class Taint {
    static final String ASK = "builtin-tainted";

    private Taint() {}

    /**
     * What an effect brings into the run, if it is something nobody vouches for.
     *
     * @param grant of who does it
     */
    static Optional<String> broughtBy(Effect effect, @Nullable CompiledGrant grant) {
        return switch (effect.tool()) {
            case NetworkHosts.REQUEST ->
                grant != null && grant.hosts().trusts(effect) ? Optional.empty() : Optional.of(web(effect, "host"));
            // A pipeline's own check reads a status; an agent reads what is written there.
            case "verify.http" ->
                effect.agent().equals("pipeline") ? Optional.empty() : Optional.of(web(effect, "url"));
            default -> Optional.empty();
        };
    }

    /** Whether an effect of a tainted run is asked about. A tool nobody knows leaves. */
    static Optional<Ruling> ask(Effect effect, PolicyContext context) {
        if (!context.tainted() || staysInside(effect) || knowsItAlready(effect, context)) {
            return Optional.empty();
        }
        return Optional.of(new Ruling.Ask(
                ASK,
                "the run has read what nobody vouches for ("
                        + String.join(", ", context.soFar().taint()) + "), and " + effect.tool()
                        + " leaves the workspace; a rule that allows it spares the question",
                BuiltinAsks.ONE_REVIEWER));
    }

    /** A host that alone tainted the run may be asked again: it learns nothing that it could not have asked for before. */
    private static boolean knowsItAlready(Effect effect, PolicyContext context) {
        return effect.tool().equals(NetworkHosts.REQUEST)
                && context.soFar().taint().equals(List.of(web(effect, "host")));
    }

    private static String web(Effect effect, String argument) {
        return "web " + effect.textOrNull(argument);
    }

    private static boolean staysInside(Effect effect) {
        return switch (effect.tool()) {
            case "shell.exec" -> !"none".equals(effect.textOrNull("sandbox"));
            case "git.commit", "git.diff", "git.status", "git.log", CompiledGrant.SECRET -> true;
            default ->
                effect.tool().startsWith(FileTarget.FILES) || effect.tool().startsWith("memory.");
        };
    }
}
