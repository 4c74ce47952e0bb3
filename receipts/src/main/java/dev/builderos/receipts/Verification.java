package dev.builderos.receipts;

import java.util.List;

/**
 * What a verification found.
 *
 * @param checks in the order they were made
 */
public record Verification(Verdict verdict, List<Check> checks) {
    /** All checks taken together. */
    public enum Verdict {
        /** Nothing failed, and a trusted key signed. */
        PROVEN,
        /** Nothing failed, but the key that signed is not one of the trusted ones. */
        SIGNER_UNKNOWN,
        /** A journal without a receipt: its chain is whole, but nothing says that it is all of it. */
        UNSIGNED,
        FAILED
    }

    public Verification {
        checks = List.copyOf(checks);
        boolean failed = checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED);
        if (failed != (verdict == Verdict.FAILED)) {
            throw new IllegalArgumentException("a verification fails exactly when one of its checks does");
        }
    }

    /** Whether the receipt proves what it says. The other three verdicts do not. */
    public boolean passed() {
        return verdict == Verdict.PROVEN;
    }

    public List<Check> with(Check.Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).toList();
    }
}
