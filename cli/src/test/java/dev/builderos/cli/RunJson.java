package dev.builderos.cli;

/** A run as the gateway shows it. */
public final class RunJson {
    private RunJson() {}

    public static String summary(String id, String state) {
        return """
                {"id":"%s","project":"hello","pipeline":"feature","state":"%s","requestedBy":"local:owner",
                 "admittedAt":"2026-11-22T10:00:00Z","endedAt":"2026-11-22T10:00:10Z","facts":5}""".formatted(id, state);
    }

    public static String view(String id, String state) {
        return """
                {"summary":%s,"inputs":{"task":"add GET /health"},"branch":"builderos/feature","options":{"sandbox":"bubblewrap",
                 "allowDirty":false},"planDigest":"sha256:%s","policyDigest":"sha256:%s","steps":[{"id":"unit","kind":"run",
                 "title":"unit","needs":[],"state":"SUCCEEDED","attempt":1,"outputs":{}}],"pendingApprovals":[],
                 "inputTokens":1,"outputTokens":2}""".formatted(summary(id, state), "00".repeat(32), "00".repeat(32));
    }
}
