package dev.builderos.formats;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule says about an effect that matches. */
public sealed interface Verdict {

    /**
     * People decide.
     *
     * @param approvals how many of them
     * @param from the roles that may decide
     * @param not who may not, such as {@code requester}
     * @param expires how long the question stands; as long as the service says when absent
     */
    record AskRule(
            int approvals,
            List<String> from,
            List<String> not,
            @Nullable Duration expires) implements Verdict {
        public AskRule {
            from = List.copyOf(from);
            not = List.copyOf(not);
        }
    }

    /**
     * It does not happen.
     *
     * @param reason shown to whoever tried, with what to do instead
     */
    record DenyRule(String reason) implements Verdict {}

    /** It happens, if the agent is granted it and no stronger rule speaks. */
    record AllowRule() implements Verdict {}
}
