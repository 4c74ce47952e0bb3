package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.contracts.registry.BringPrompts;
import dev.builderos.contracts.registry.BroughtPrompt;
import dev.builderos.contracts.registry.BroughtPrompt.Outcome;
import dev.builderos.contracts.registry.PromptText;
import dev.builderos.contracts.registry.PromptsBrought;
import dev.builderos.registry.domain.PromptIntake;
import dev.builderos.registry.domain.PromptIntake.Fresh;
import dev.builderos.registry.domain.PromptIntake.Read;
import dev.builderos.registry.domain.PromptIntake.Verdict;
import dev.builderos.registry.domain.PromptVersion;
import dev.builderos.registry.store.PromptStore;
import dev.builderos.registry.store.PromptStore.Worded;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Registers prompt versions that another server has, in the org of who brings them. Each is judged by itself; versions and what the
 * audit log hears of them are one transaction. Doing it again changes nothing.
 */
@ApplicationScoped
public class RegisterPrompts {
    private static final int LONGEST_FROM = 200;

    private final PromptStore store;
    private final Acts acts;
    private final Clock clock;

    RegisterPrompts(PromptStore store, Acts acts, Clock clock) {
        this.store = store;
        this.acts = acts;
        this.clock = clock;
    }

    public Uni<PromptsBrought> apply(BringPrompts command) {
        demandBounds(command.prompts());
        String from = from(command);
        return HeavyWork.offEventLoop(() -> PromptIntake.read(command.prompts()))
                .flatMap(texts -> register(command, texts, from));
    }

    private Uni<PromptsBrought> register(BringPrompts command, List<Read> texts, String from) {
        OrgId org = command.requester().org();
        Set<String> names = texts.stream().map(text -> text.sent().name()).collect(Collectors.toSet());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return store.change(
                org,
                client -> store.registered(client, org, names)
                        .map(registered -> PromptIntake.judge(texts, registered))
                        .call(verdicts -> store.register(client, org, fresh(verdicts), now))
                        .call(verdicts -> acts.note(
                                client,
                                fresh(verdicts).stream()
                                        .map(prompt -> act(command, from, prompt.version(), now))
                                        .toList()))
                        .map(verdicts -> answer(command.prompts(), verdicts)));
    }

    private static void demandBounds(List<PromptText> prompts) {
        TransferBounds.demandCount(prompts.size());
        long bytes = prompts.stream()
                .mapToLong(prompt -> prompt.text().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > TransferBounds.MOST_BYTES) {
            throw TransferBounds.tooLarge(bytes);
        }
    }

    private static String from(BringPrompts command) {
        String from = command.from().strip();
        if (from.isEmpty() || from.length() > LONGEST_FROM || from.codePoints().anyMatch(Character::isISOControl)) {
            throw new ContractException(
                    "request.invalid",
                    ErrorCategory.INVALID,
                    "say in 1 to " + LONGEST_FROM + " characters where the prompts come from");
        }
        return from;
    }

    private static List<Worded> fresh(List<Verdict> verdicts) {
        List<Worded> fresh = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Fresh(PromptIntake.Right right)) {
                fresh.add(new Worded(right.version(), right.sent().text()));
            }
        }
        return fresh;
    }

    private static RecordAct act(BringPrompts command, String from, PromptVersion prompt, Instant now) {
        return new RecordAct(
                command.requester().org(),
                "remote",
                command.requester().id(),
                "prompt.brought",
                "brought prompt " + prompt.name() + "@" + prompt.version() + " from " + from,
                now.truncatedTo(ChronoUnit.MILLIS),
                Map.of(
                        "prompt", prompt.name(),
                        "version", prompt.version().text(),
                        "digest", prompt.digest().value(),
                        "from", from));
    }

    private static PromptsBrought answer(List<PromptText> sent, List<Verdict> verdicts) {
        List<BroughtPrompt> brought = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            String name = sent.get(i).name();
            String version = sent.get(i).version();
            brought.add(
                    switch (verdicts.get(i)) {
                        case Fresh(PromptIntake.Right right) ->
                            new BroughtPrompt(
                                    name,
                                    version,
                                    Outcome.TAKEN,
                                    right.version().digest(),
                                    null);
                        case PromptIntake.There(var digest) ->
                            new BroughtPrompt(name, version, Outcome.THERE, digest, null);
                        case PromptIntake.Taken(PromptIntake.Conflict conflict) ->
                            new BroughtPrompt(
                                    name,
                                    version,
                                    Outcome.CONFLICT,
                                    conflict.here(),
                                    "it is there with another text, and a version never changes; free is "
                                            + conflict.free());
                        case PromptIntake.Refused(String why) ->
                            new BroughtPrompt(name, version, Outcome.REFUSED, null, why);
                    });
        }
        return new PromptsBrought(brought);
    }
}
