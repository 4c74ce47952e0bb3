package dev.builderos.connectors;

/** Whether an effect happened, as far as the world can tell after a crash between its intent and its result. */
public sealed interface Lookup {

    /** It happened once, with this result. */
    record Happened(EffectOutcome.Done done) implements Lookup {}

    /** It did not happen, or was undone: performing it is safe. */
    record DidNotHappen() implements Lookup {}

    /** Only a person can tell; it must not be performed again without one. */
    record CannotTell(String why) implements Lookup {}
}
