package dev.builderos.gateway.api;

import java.util.List;

/** What came of each test of a policy file, in the file's order. */
public record PolicyTestReport(List<Case> cases) {
    public PolicyTestReport {
        cases = List.copyOf(cases);
    }

    /** One test; it passed when what was expected is what came. */
    public record Case(int line, String name, Verdict expected, Verdict actual, String ruleId, String sentence) {
        public boolean passed() {
            return expected == actual;
        }
    }
}
