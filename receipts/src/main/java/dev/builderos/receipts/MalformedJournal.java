package dev.builderos.receipts;

import dev.builderos.contracts.journal.FactRecord;

/** Facts no receipt can be made of. The message names the fact and what is wrong with it. */
public final class MalformedJournal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedJournal(String message) {
        super(message);
    }

    MalformedJournal(FactRecord fact, String wrong) {
        super("fact " + fact.seq() + " (" + fact.type() + ") " + wrong);
    }
}
