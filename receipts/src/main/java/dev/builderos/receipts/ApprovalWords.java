package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What a receipt says of approvals, for a person: who answered what, when, by which method, on which diff and prompts. */
final class ApprovalWords {
    private static final String DIGEST = "sha256:";
    private static final int SHOWN = 12;

    private ApprovalWords() {}

    /** One for each request that was answered or closed. */
    static List<Check> of(JsonNode approvals) {
        List<Check> checks = new ArrayList<>();
        for (JsonNode approval : approvals) {
            String outcome = approval.path("outcome").asText();
            if (!outcome.equals("PENDING")) {
                checks.add(Check.proven("approval", sentence(approval, outcome)));
            }
        }
        return checks;
    }

    private static String sentence(JsonNode approval, String outcome) {
        StringBuilder words = new StringBuilder(
                        approval.path("title").asText(approval.path("tool").asText()))
                .append(" (effect ")
                .append(brief(approval.path("effectDigest")))
                .append(") was ")
                .append(outcome.toLowerCase(Locale.ROOT));
        StringJoiner answers = new StringJoiner(", ", ": ", "").setEmptyValue(", and nobody had answered");
        for (JsonNode answer : approval.path("answers")) {
            answers.add((answer.path("answer").asText().equals("APPROVE") ? "approved by " : "denied by ")
                    + answer.path("by").asText() + " at " + answer.path("at").asText() + " by "
                    + answer.path("method").asText());
        }
        words.append(answers);
        if (approval.has("diffDigest")) {
            words.append("; the diff that was shown is ").append(brief(approval.path("diffDigest")));
        }
        StringJoiner prompts = new StringJoiner(", ", "; it came from ", "").setEmptyValue("");
        for (JsonNode prompt : approval.path("prompts")) {
            prompts.add(
                    prompt.path("name").asText() + "@" + prompt.path("version").asText());
        }
        return words.append(prompts).append('.').toString();
    }

    private static String brief(JsonNode digest) {
        String text = digest.asText();
        String hex = text.startsWith(DIGEST) ? text.substring(DIGEST.length()) : text;
        return hex.length() <= SHOWN ? hex : hex.substring(0, SHOWN);
    }
}
