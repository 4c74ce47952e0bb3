package dev.builderos.formats;

import java.util.List;

/** What came of filling in a prompt. */
public sealed interface Rendering {

    /** The messages to send. */
    record Rendered(List<Message> messages) implements Rendering {
        public Rendered {
            messages = List.copyOf(messages);
        }
    }

    /** Required inputs without a value, in the order of the file. */
    record MissingInputs(List<String> names) implements Rendering {
        public MissingInputs {
            names = List.copyOf(names);
        }
    }
}
