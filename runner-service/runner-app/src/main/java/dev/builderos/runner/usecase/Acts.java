package dev.builderos.runner.usecase;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.policy.RecordAct;

/** Tells the audit log what was done. */
@FunctionalInterface
public interface Acts {
    /** The message that tells of it; it is committed together with what was done. */
    Envelope told(RecordAct act);
}
