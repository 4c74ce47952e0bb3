package dev.builderos.connectors;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** How performing an effect ended. */
public sealed interface EffectOutcome {

    /**
     * It is done.
     *
     * @param summary one line for people
     * @param outputs what later steps may refer to ({@code ${preview.url}})
     * @param result what the asking model gets to read; bounded by the connector
     */
    record Done(String summary, Map<String, String> outputs, String result) implements EffectOutcome {
        public Done {
            outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
        }
    }

    /**
     * It is not done, and what was begun is undone.
     *
     * @param failureClass the written name of a {@link FailureClass}
     * @param message what went wrong and what to do, for people
     */
    record Failed(String failureClass, String message) implements EffectOutcome {
        public Failed {
            FailureClass.of(failureClass);
        }

        public Failed(FailureClass failureClass, String message) {
            this(failureClass.wire(), message);
        }
    }
}
