package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether steps that took work over did nothing themselves, and took over only what they might: a fork what its first fact says, and
 * nothing from the cache in a run that was not to use it.
 */
final class TakenOver {
    private final Map<String, JsonNode> inherited = new HashMap<>();
    private final Set<String> worked = new HashSet<>();
    private final Set<String> takenOver = new HashSet<>();
    private boolean usesCache = true;
    private int count;

    private TakenOver() {}

    /**
     * @param wrong the first step that took over what it might not, in words; empty when there is none
     * @param count how often work was taken over
     */
    record Finding(Optional<String> wrong, int count) {}

    /** @throws MalformedJournal when a fact lacks a field that is needed here */
    static Finding examine(List<FactRecord> facts) {
        TakenOver all = new TakenOver();
        for (FactRecord fact : facts) {
            Optional<String> wrong = all.take(FactBody.of(fact));
            if (wrong.isPresent()) {
                return new Finding(wrong.map(("fact " + fact.seq() + " (" + fact.type() + ") ")::concat), all.count);
            }
        }
        return new Finding(Optional.empty(), all.count);
    }

    private Optional<String> take(FactBody body) {
        switch (body.fact().type()) {
            case "RunAdmitted" -> admit(body);
            case "RunReopened" -> {
                worked.clear();
                takenOver.clear();
                inherited.clear();
            }
            case "StepStarted", "ToolCalled", "EffectIntended", "EffectCompleted" -> {
                String step = body.text("step");
                worked.add(step);
                if (takenOver.contains(step)) {
                    return Optional.of("is of step " + step + ", whose work was taken over: it has nothing to do");
                }
            }
            case "StepReused" -> {
                count++;
                return reuse(body);
            }
            default -> {}
        }
        return Optional.empty();
    }

    private void admit(FactBody body) {
        JsonNode fact = body.fact().body();
        usesCache = fact.at("/options/cache").asBoolean(true);
        for (JsonNode kept : fact.at("/forked/kept")) {
            JsonNode work = kept.path("work");
            inherited.put(work.path("step").asText(), work);
        }
    }

    private Optional<String> reuse(FactBody body) {
        String step = body.text("step");
        takenOver.add(step);
        if (worked.contains(step)) {
            return Optional.of("takes over the work of step " + step + ", which did something itself");
        }
        return switch (body.text("why")) {
            case "CACHE" ->
                usesCache ? Optional.empty() : Optional.of("takes work from the cache, which the run was not to use");
            case "FORK" ->
                body.fact().body().equals(inherited.get(step))
                        ? Optional.empty()
                        : Optional.of("takes over other work of step " + step + " than the fork began with");
            default -> Optional.empty();
        };
    }
}
