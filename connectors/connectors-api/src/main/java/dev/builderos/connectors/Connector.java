package dev.builderos.connectors;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One provider's tools.
 *
 * <p>Order: {@link #prepare} → ({@link #consequence}, {@link #describe} as often as wanted) → {@link #perform}; after a
 * crash between the intent and the result of a performance → {@link #lookup}, and {@link #perform} again only when that
 * says {@link Lookup.DidNotHappen}.
 *
 * <p>Threading: every method blocks and is meant for a virtual thread; implementations are safe for use by many threads.
 * An interrupt ends a wait early: the effect is then finished or undone as far as possible and reported as a failure.
 *
 * <p>Failure: {@link #perform} and {@link #lookup} report what goes wrong in the world by their result. An exception other
 * than those named here is a bug.
 */
public interface Connector {

    /** The provider's name in logs and receipts, e.g. {@code local-git}. */
    String name();

    /** The tools, each named by no other connector. Always the same list. */
    List<ToolDescriptor> tools();

    /**
     * Turns a request into the exact effect. Reads the world, changes nothing that a person would notice, and may be asked
     * again: two calls give equal effects as long as the world stays as it is.
     *
     * @param tool one of {@link #tools()}
     * @param agent the principal the effect is done for
     * @param environment the environment it is aimed at, or null
     * @param arguments as written in the pipeline or said by the model; JSON values
     * @throws InvalidArguments when the request cannot be meant as written, here and now; the message says what would be
     *     valid and may be shown to a person or a model
     * @throws ConnectorFailure when the world could not be read
     */
    Effect prepare(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context);

    /**
     * The effect that {@link #prepare} would give if the world were found as it was found for a recorded effect: what was found
     * stands in that one, and what the run itself brings is looked at now. Reads nothing outside the workspace, so whatever
     * became of the world does not matter. For replays.
     *
     * @param recorded an effect of the same tool
     * @throws InvalidArguments as {@link #prepare} does
     */
    Effect prepareAgain(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context,
            Effect recorded);

    /** How hard this very effect is to take back. Depends on the effect alone. */
    Consequence consequence(Effect effect);

    /**
     * What a person reads before approving, rendered from the effect and from content it names by digest; contains no text
     * of an agent except what the effect itself would publish.
     *
     * @throws ConnectorFailure when that content could not be read
     */
    EffectCard describe(Effect effect, EffectContext context);

    /**
     * Does exactly the effect, or reports why not. Idempotent by {@link EffectContext#idempotencyKey()}: the same key with
     * the same effect changes the world at most once and gives the same result again. Nothing is guessed: when the world is
     * no longer the one the effect was prepared for, it fails and changes nothing.
     *
     * @param effect as given by {@link #prepare}, unchanged
     */
    EffectOutcome perform(Effect effect, EffectContext context);

    /**
     * Asks the world whether the effect was done under this idempotency key. May bring one that was interrupted half-way to
     * its end, or undo it, before answering; never starts it.
     */
    Lookup lookup(Effect effect, EffectContext context);

    /**
     * Whether an effect that was done is what is asked for now and still holds, so that doing {@code now} would change nothing.
     * Depends on the two effects alone: what is asked for now says what was found. In doubt the answer is no.
     *
     * @param done an effect of the same tool, agent and environment that was carried out
     * @param now as just given by {@link #prepare}
     */
    default boolean stands(Effect done, Effect now) {
        return false;
    }

    /**
     * Whether all that a tool does, and all it finds, is in the workspace of the step. What such a tool did can be taken over by
     * a later run, or be done once more, without anybody noticing.
     *
     * @param tool a name of {@link #tools}
     */
    default boolean staysInWorkspace(String tool) {
        return false;
    }
}
