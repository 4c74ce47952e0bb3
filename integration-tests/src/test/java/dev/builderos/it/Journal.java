package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The facts of a run, as the server keeps them. */
record Journal(List<FactRecord> facts) {
    private static final Set<String> ACCEPTED = Set.of("StepSucceeded", "StepReused", "StepSkipped", "StepCancelled");

    static Journal of(Api api, String run) {
        List<FactRecord> all = new ArrayList<>();
        while (true) {
            JsonNode page = api.get("/v1/runs/" + run + "/facts?limit=1000&after=" + all.size());
            if (page.path("facts").isEmpty()) {
                return new Journal(List.copyOf(all));
            }
            page.path("facts").forEach(fact -> all.add(parse(fact)));
        }
    }

    private static FactRecord parse(JsonNode fact) {
        return ContractJson.read(fact.toString().getBytes(StandardCharsets.UTF_8), FactRecord.class);
    }

    List<FactRecord> of(String type) {
        return facts.stream().filter(fact -> fact.type().equals(type)).toList();
    }

    List<String> types() {
        return facts.stream().map(FactRecord::type).toList();
    }

    /** How often each step was started. */
    Map<String, Long> starts() {
        return of("StepStarted").stream()
                .collect(Collectors.groupingBy(Journal::step, TreeMap::new, Collectors.counting()));
    }

    /** Which steps were taken over, and from which run. */
    Map<String, String> reused() {
        Map<String, String> reused = new TreeMap<>();
        of("StepReused")
                .forEach(fact -> reused.put(step(fact), fact.body().path("from").asText()));
        return reused;
    }

    private static String step(FactRecord fact) {
        return fact.body().path("step").asText();
    }

    /** What holds for every journal of a run that is over. */
    void assertSound() {
        Digest last = FactRecord.GENESIS;
        long seq = 0;
        long epoch = 0;
        for (FactRecord fact : facts) {
            assertThat(fact.seq()).as("dense numbers").isEqualTo(++seq);
            assertThat(fact.prev()).as("what fact %s follows", seq).isEqualTo(last);
            assertThat(fact.intact()).as("the hash of fact %s", seq).isTrue();
            assertThat(fact.epoch()).as("the epoch of fact %s", seq).isGreaterThanOrEqualTo(epoch);
            last = fact.hash();
            epoch = fact.epoch();
        }
        assertThat(facts.getLast().type()).isEqualTo("ReceiptIssued");
        Map<String, List<FactRecord>> outcomes =
                facts.stream().filter(Journal::isFinal).collect(Collectors.groupingBy(Journal::step));
        List<String> steps = new ArrayList<>();
        facts.getFirst()
                .body()
                .path("steps")
                .forEach(step -> steps.add(step.path("id").asText()));
        assertThat(outcomes.keySet()).as("steps with an outcome").containsExactlyInAnyOrderElementsOf(steps);
        outcomes.forEach((step, accepted) -> {
            assertThat(accepted).as("accepted outcomes of %s", step).hasSize(1);
            assertThat(accepted.getFirst().epoch())
                    .as("the epoch of the outcome of %s", step)
                    .isEqualTo(facts.stream()
                            .filter(fact -> step(fact).equals(step))
                            .mapToLong(FactRecord::epoch)
                            .max()
                            .orElseThrow());
        });
    }

    private static boolean isFinal(FactRecord fact) {
        return ACCEPTED.contains(fact.type())
                || (fact.type().equals("StepFailed")
                        && fact.body().path("retryAt").isMissingNode());
    }
}
