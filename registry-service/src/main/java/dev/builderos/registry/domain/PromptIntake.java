package dev.builderos.registry.domain;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.registry.MissingPrompts;
import dev.builderos.contracts.registry.PromptConflict;
import dev.builderos.contracts.registry.PromptDigest;
import dev.builderos.contracts.registry.PromptKey;
import dev.builderos.contracts.registry.PromptText;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.SemVer;
import dev.builderos.formats.SourceText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prompt versions from elsewhere, each judged by itself. What the sender says of a text counts for nothing: its digest is computed
 * here, and its name and version are those that it states.
 */
public final class PromptIntake {
    private static final int MOST_PROBLEMS = 3;

    private PromptIntake() {}

    /** A text, looked at without regard to what is registered. */
    public sealed interface Read {
        PromptText sent();
    }

    /** It is a prompt, and the one that it is said to be. */
    public record Right(PromptText sent, PromptVersion version) implements Read {}

    public record Wrong(PromptText sent, String why) implements Read {}

    /** What is to be done with a text. */
    public sealed interface Verdict {}

    /** To be registered. */
    public record Fresh(Right prompt) implements Verdict {}

    /** Registered with the same text. */
    public record There(Digest digest) implements Verdict {}

    /** Registered with another text, which stays. */
    public record Taken(Conflict conflict) implements Verdict {}

    public record Refused(String why) implements Verdict {}

    /**
     * A version that has another text.
     *
     * @param here the digest of that one
     * @param free the smallest version above all that are registered
     */
    public record Conflict(Digest here, SemVer free) {}

    /** Reads the texts, which takes a while. */
    public static List<Read> read(List<PromptText> sent) {
        return sent.stream().map(PromptIntake::read).toList();
    }

    private static Read read(PromptText sent) {
        Digest digest = Digest.of(sent.text());
        if (!digest.equals(sent.digest())) {
            return new Wrong(sent, "its text has the digest " + digest + ", and not the one that it was sent with");
        }
        SourceText source = new SourceText(sent.key().toString(), sent.text());
        return switch (Formats.parsePrompt(source)) {
            case Parsed.Invalid<PromptDefinition> wrong ->
                new Wrong(
                        sent,
                        "it is no right prompt: "
                                + String.join(
                                        "; ",
                                        wrong.problems().stream()
                                                .limit(MOST_PROBLEMS)
                                                .map(problem -> problem.render())
                                                .toList()));
            case Parsed.Ok<PromptDefinition>(PromptDefinition prompt) -> {
                PromptVersion version = version(prompt, digest);
                String stated = prompt.name() + "@" + prompt.version();
                if (!stated.equals(sent.key().toString())) {
                    yield new Wrong(sent, "its text states that it is " + stated);
                }
                yield version.unstorable()
                        ? new Wrong(sent, "its changelog has a NUL character")
                        : new Right(sent, version);
            }
        };
    }

    private static PromptVersion version(PromptDefinition prompt, Digest digest) {
        return new PromptVersion(
                prompt.name(),
                prompt.version(),
                digest,
                prompt.changelog(),
                prompt.tags(),
                prompt.source().path(),
                1);
    }

    /**
     * Judges texts one after another: of two that claim the same version, the first has it.
     *
     * @param registered all versions of the prompts that are named
     * @return a verdict for each, in their order
     */
    public static List<Verdict> judge(List<Read> texts, Map<PromptKey, Digest> registered) {
        Map<PromptKey, Digest> known = new LinkedHashMap<>(registered);
        List<Verdict> verdicts = new ArrayList<>();
        for (Read text : texts) {
            verdicts.add(
                    switch (text) {
                        case Wrong wrong -> new Refused(wrong.why());
                        case Right right -> {
                            PromptKey key = right.sent().key();
                            Digest here = known.putIfAbsent(key, right.version().digest());
                            yield here == null
                                    ? new Fresh(right)
                                    : here.equals(right.version().digest())
                                            ? new There(here)
                                            : new Taken(conflict(key, here, known.keySet()));
                        }
                    });
        }
        return verdicts;
    }

    /**
     * Compares what somebody has with what is registered.
     *
     * @param registered all versions of the prompts that are named
     */
    public static MissingPrompts missing(List<PromptDigest> stated, Map<PromptKey, Digest> registered) {
        List<PromptKey> missing = new ArrayList<>();
        List<PromptConflict> conflicts = new ArrayList<>();
        for (PromptDigest one : stated) {
            Digest here = registered.get(one.key());
            if (here == null) {
                missing.add(one.key());
            } else if (!here.equals(one.digest())) {
                Conflict conflict = conflict(one.key(), here, registered.keySet());
                conflicts.add(new PromptConflict(
                        one.name(),
                        one.version(),
                        conflict.here(),
                        conflict.free().text()));
            }
        }
        return new MissingPrompts(missing, conflicts);
    }

    private static Conflict conflict(PromptKey key, Digest here, Collection<PromptKey> known) {
        return new Conflict(
                here,
                PromptVersion.next(
                        new SemVer(key.version()),
                        known.stream()
                                .filter(other -> other.name().equals(key.name()))
                                .map(other -> new SemVer(other.version()))
                                .toList()));
    }
}
