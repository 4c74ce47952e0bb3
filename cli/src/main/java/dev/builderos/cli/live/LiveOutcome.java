package dev.builderos.cli.live;

import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.RunState;

/**
 * How a followed run ended.
 *
 * @param refused whether it failed because somebody or the policy said no
 * @param message why it did not succeed; empty when it did
 */
public record LiveOutcome(RunState state, boolean refused, String message) {
    public int exitCode() {
        if (state == RunState.SUCCEEDED) {
            return ExitCode.OK;
        }
        return refused ? ExitCode.REFUSED : ExitCode.FAILED;
    }
}
