package dev.builderos.bus;

import dev.builderos.contracts.ContractError;

/** What comes back for a request. */
public sealed interface Reply {
    /** The answer as JSON bytes; shared, nobody changes them. */
    final class Answer implements Reply {
        private final byte[] body;

        public Answer(byte[] body) {
            this.body = body;
        }

        public byte[] body() {
            return body;
        }
    }

    /** The service refused or failed. */
    record Refusal(ContractError error) implements Reply {}
}
