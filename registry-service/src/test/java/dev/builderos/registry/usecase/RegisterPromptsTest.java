package dev.builderos.registry.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.registry.BringPrompts;
import dev.builderos.contracts.registry.BroughtPrompt;
import dev.builderos.contracts.registry.BroughtPrompt.Outcome;
import dev.builderos.contracts.registry.FindMissingPrompts;
import dev.builderos.contracts.registry.FindPromptTexts;
import dev.builderos.contracts.registry.ListPromptVersions;
import dev.builderos.contracts.registry.MissingPrompts;
import dev.builderos.contracts.registry.PromptDigest;
import dev.builderos.contracts.registry.PromptKey;
import dev.builderos.contracts.registry.PromptText;
import dev.builderos.contracts.registry.PromptVersionEntry;
import dev.builderos.contracts.registry.PromptVersionList;
import dev.builderos.contracts.registry.PromptsBrought;
import dev.builderos.registry.store.RegistryDatabase;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Prompt versions from elsewhere are registered in the org of who brings them, once, and never over another text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegisterPromptsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private static final String COUNT = "select count(*) from registry.";

    private final RegistryDatabase database = new RegistryDatabase();
    private final RegisterPrompts register = new RegisterPrompts(
            database.prompts(),
            (client, acts) -> acts.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : OutboxRelay.put(
                            client,
                            "registry",
                            acts.stream()
                                    .map(act -> Envelope.of(AuditContracts.RECORD_ACT, act.org(), "all", act, CLOCK))
                                    .toList()),
            CLOCK);
    private final ComparePrompts compare = new ComparePrompts(database.prompts());

    private Requester somebody = requester("team");
    private Requester others = requester("others");

    @BeforeEach
    void useOrgsOfTheirOwn() {
        somebody = requester("t" + UUID.randomUUID());
        others = requester("o" + UUID.randomUUID());
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private static Requester requester(String org) {
        return new Requester(new OrgId(org), "ada@example.com", List.of("Builder"));
    }

    private List<BroughtPrompt> bring(Requester by, PromptText... prompts) {
        return database.await(() -> register.apply(new BringPrompts(by, List.of(prompts), "laptop")))
                .prompts();
    }

    private List<String> registered(Requester of) {
        return database.ask(
                "select name || '@' || version || ' ' || digest from registry.prompt_version where org = $1"
                        + " order by name, version",
                of.org().value());
    }

    private static PromptText prompt(String name, String version, String words) {
        String text = """
                kind: builderos/prompt@v1
                name: %s
                version: %s
                changelog: Say %s.
                tags: [java]
                messages:
                  - system: %s
                """.formatted(name, version, words, words);
        return new PromptText(name, version, Digest.of(text), text);
    }

    @Test
    void registersAVersionWithItsTextAndTellsTheAuditLogInOneTransaction() {
        PromptText plan = prompt("builder/plan", "1.0.0", "one");

        assertThat(bring(somebody, plan)).extracting(BroughtPrompt::outcome).containsExactly(Outcome.TAKEN);

        assertThat(registered(somebody)).containsExactly("builder/plan@1.0.0 " + plan.digest());
        assertThat(database.await(() -> compare.texts(new FindPromptTexts(somebody, List.of(plan.key()))))
                        .prompts())
                .containsExactly(plan);
        assertThat(outbox(somebody))
                .singleElement()
                .asString()
                .contains(
                        "\"kind\":\"remote\"",
                        "\"act\":\"prompt.brought\"",
                        "brought prompt builder/plan@1.0.0 from laptop",
                        plan.digest().value(),
                        "ada@example.com");
    }

    private List<String> outbox(Requester of) {
        return database.ask(
                "select convert_from(body, 'UTF8') from registry.outbox where subject like $1",
                "%." + of.org().value() + ".%");
    }

    @Test
    void aSecondTimeChangesNothingAndTellsNobody() {
        PromptText plan = prompt("builder/plan", "1.0.0", "one");
        bring(somebody, plan);

        assertThat(bring(somebody, plan)).extracting(BroughtPrompt::outcome).containsExactly(Outcome.THERE);

        assertThat(outbox(somebody)).hasSize(1);
    }

    @Test
    void neverOverwritesAVersionAndTakesWhatElseCame() {
        PromptText plan = prompt("builder/plan", "1.0.0", "one");
        PromptText changed = prompt("builder/plan", "1.0.0", "two");
        PromptText next = prompt("builder/plan", "1.1.0", "two");
        bring(somebody, plan);

        List<BroughtPrompt> brought = bring(somebody, changed, next);

        assertThat(brought).extracting(BroughtPrompt::outcome).containsExactly(Outcome.CONFLICT, Outcome.TAKEN);
        assertThat(brought.getFirst().here()).isEqualTo(plan.digest());
        assertThat(brought.getFirst().detail()).contains("free is 1.0.1");
        assertThat(registered(somebody))
                .containsExactly("builder/plan@1.0.0 " + plan.digest(), "builder/plan@1.1.0 " + next.digest());
    }

    @Test
    void whoBringsAVersionWhileSomebodyElseDoesWaitsAndIsToldOfTheConflict() {
        PromptText first = prompt("builder/plan", "1.0.0", "one");
        PromptText second = prompt("builder/plan", "1.0.0", "two");
        AtomicReference<CompletableFuture<PromptsBrought>> other = new AtomicReference<>();
        RegisterPrompts slow = new RegisterPrompts(
                database.prompts(),
                (client, acts) -> {
                    other.set(register.apply(new BringPrompts(somebody, List.of(second), "desktop"))
                            .subscribeAsCompletionStage());
                    return database.untilSomebodyWaits();
                },
                CLOCK);

        PromptsBrought brought = database.await(() -> slow.apply(new BringPrompts(somebody, List.of(first), "laptop")));

        assertThat(brought.prompts()).extracting(BroughtPrompt::outcome).containsExactly(Outcome.TAKEN);
        assertThat(other.get().orTimeout(20, TimeUnit.SECONDS).join().prompts())
                .extracting(BroughtPrompt::outcome)
                .containsExactly(Outcome.CONFLICT);
        assertThat(registered(somebody)).containsExactly("builder/plan@1.0.0 " + first.digest());
    }

    @Test
    void keepsATextOnceThatIsSentTwice() {
        PromptText plan = prompt("builder/plan", "1.0.0", "one");
        bring(somebody, plan, plan);

        assertThat(database.ask(COUNT + "content where org = $1", somebody.org().value()))
                .containsExactly("1");
    }

    @Test
    void anotherOrgSeesNothingAndHasVersionsOfItsOwn() {
        PromptText plan = prompt("builder/plan", "1.0.0", "one");
        PromptText theirs = prompt("builder/plan", "1.0.0", "theirs");
        bring(somebody, plan);

        assertThat(list(others, null, null, 10).versions()).isEmpty();
        assertThat(database.await(() -> compare.texts(new FindPromptTexts(others, List.of(plan.key()))))
                        .prompts())
                .isEmpty();
        assertThat(missing(others, plan).missing()).containsExactly(plan.key());
        assertThat(bring(others, theirs)).extracting(BroughtPrompt::outcome).containsExactly(Outcome.TAKEN);
        assertThat(registered(somebody)).containsExactly("builder/plan@1.0.0 " + plan.digest());
    }

    @Test
    void comparesByDigestManyAtOnce() {
        PromptText same = prompt("builder/plan", "1.0.0", "one");
        PromptText here = prompt("builder/plan", "1.1.0", "here");
        bring(somebody, same, here);

        MissingPrompts found = missing(
                somebody, same, prompt("builder/plan", "1.1.0", "sent"), prompt("builder/patch", "1.0.0", "new"));

        assertThat(found.missing()).containsExactly(new PromptKey("builder/patch", "1.0.0"));
        assertThat(found.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.here()).isEqualTo(here.digest());
            assertThat(conflict.free()).isEqualTo("1.1.1");
        });
    }

    private MissingPrompts missing(Requester by, PromptText... prompts) {
        return database.await(() -> compare.missing(new FindMissingPrompts(
                by,
                List.of(prompts).stream()
                        .map(prompt -> new PromptDigest(prompt.name(), prompt.version(), prompt.digest()))
                        .toList())));
    }

    private PromptVersionList list(Requester by, @Nullable String name, @Nullable PromptKey after, int limit) {
        return database.await(() -> compare.list(new ListPromptVersions(by, name, after, limit)));
    }

    @Test
    void listsAllVersionsPageByPageEachOnce() {
        List<String> versions = List.of("1.0.0", "1.10.0", "1.2.0", "2.0.0-rc.1");
        for (String name : List.of("builder/plan", "builder/plan-more", "docs/update")) {
            bring(
                    somebody,
                    versions.stream()
                            .map(version -> prompt(name, version, "it"))
                            .toArray(PromptText[]::new));
        }

        List<String> seen = new ArrayList<>();
        PromptKey after = null;
        do {
            PromptVersionList page = list(somebody, null, after, 5);
            assertThat(page.versions()).hasSizeLessThanOrEqualTo(5);
            page.versions().forEach(one -> seen.add(one.name() + "@" + one.version()));
            after = page.next() == null ? null : PromptKey.parse(page.next());
        } while (after != null);

        assertThat(seen).hasSize(12).doesNotHaveDuplicates();
        assertThat(list(somebody, "builder/plan", null, 10).versions())
                .extracting(PromptVersionEntry::version)
                .containsExactlyInAnyOrderElementsOf(versions);
        PromptText one = prompt("docs/update", "1.0.0", "it");
        assertThat(list(somebody, "docs/update", null, 1).versions())
                .containsExactly(new PromptVersionEntry(
                        one.name(), one.version(), one.digest(), one.text().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void refusesMoreThanGoesAtOnce() {
        PromptText[] many = IntStream.rangeClosed(0, 200)
                .mapToObj(n -> prompt("builder/plan", "1.0." + n, "it"))
                .toArray(PromptText[]::new);
        PromptText large = prompt("builder/large", "1.0.0", "ü".repeat(1024 * 1024));

        assertThat(refusal(many)).isEqualTo("prompt.limit");
        assertThat(refusal(large)).isEqualTo("prompt.too-large");
        assertThat(registered(somebody)).isEmpty();
    }

    private String refusal(PromptText... prompts) {
        return catchThrowableOfType(ContractException.class, () -> bring(somebody, prompts))
                .error()
                .code();
    }

    @Test
    void refusesToReadMoreThanGoesAtOnce() {
        List<PromptText> four = IntStream.range(0, 4)
                .mapToObj(n -> prompt("builder/large", "1.0." + n, "x".repeat(300_000)))
                .toList();
        four.forEach(each -> bring(somebody, each));
        List<PromptKey> keys = four.stream().map(PromptText::key).toList();

        assertThat(read(keys.subList(1, 4)))
                .extracting(PromptText::digest)
                .containsExactly(
                        four.get(1).digest(), four.get(2).digest(), four.get(3).digest());
        assertThat(catchThrowableOfType(ContractException.class, () -> read(keys))
                        .error()
                        .code())
                .isEqualTo("prompt.too-large");
    }

    private List<PromptText> read(List<PromptKey> keys) {
        return database.await(() -> compare.texts(new FindPromptTexts(somebody, keys)))
                .prompts();
    }

    @Test
    void whatIsWrongWithOneDoesNotKeepTheOthersOut() {
        String zero =
                prompt("builder/zero", "1.0.0", "it").text().replace("changelog: Say it.", "changelog: \"a\\0b\"");
        PromptText plan = prompt("builder/plan", "1.0.0", "one");

        List<BroughtPrompt> brought =
                bring(somebody, new PromptText("builder/zero", "1.0.0", Digest.of(zero), zero), plan);

        assertThat(brought).extracting(BroughtPrompt::outcome).containsExactly(Outcome.REFUSED, Outcome.TAKEN);
    }
}
