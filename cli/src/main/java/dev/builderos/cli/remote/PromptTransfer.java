package dev.builderos.cli.remote;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.remote.Transferred.Outcome;
import dev.builderos.gateway.api.BringPrompts;
import dev.builderos.gateway.api.BroughtPrompt;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.MissingPrompts;
import dev.builderos.gateway.api.PromptConflict;
import dev.builderos.gateway.api.PromptDigest;
import dev.builderos.gateway.api.PromptDigests;
import dev.builderos.gateway.api.PromptKey;
import dev.builderos.gateway.api.PromptKeys;
import dev.builderos.gateway.api.PromptText;
import dev.builderos.gateway.api.PromptVersionEntry;
import dev.builderos.gateway.api.PromptVersionList;
import dev.builderos.gateway.api.RemoteClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies prompt versions from one server to another. The other side is asked first what it has, by digest and many at a time, and only
 * what it lacks is sent; an interrupted transfer therefore goes on by being asked for again.
 */
public final class PromptTransfer {
    /** Far more than any team has; a server that tells of more is not right. */
    static final int MOST_VERSIONS = 100_000;

    private final RemoteClient source;
    private final RemoteClient target;
    private final String from;

    /** {@code from} says where the prompts come from, for people. */
    public PromptTransfer(GatewayClient source, GatewayClient target, String from) {
        this.source = new RemoteClient(source);
        this.target = new RemoteClient(target);
        this.from = from;
    }

    /** What there is to bring: all versions of a prompt, or of all when {@code name} is null. */
    public List<PromptVersionEntry> versions(@Nullable String name) {
        List<PromptVersionEntry> versions = new ArrayList<>();
        String after = null;
        do {
            PromptVersionList page = source.promptVersions(name, after);
            versions.addAll(page.versions());
            requireAnEnd(page, after, versions.size());
            after = page.next();
        } while (after != null);
        return versions;
    }

    private static void requireAnEnd(PromptVersionList page, @Nullable String after, int sofar) {
        String next = page.next();
        if (next != null && (page.versions().isEmpty() || next.equals(after) || sofar > MOST_VERSIONS)) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "the list of prompts has no end: after " + sofar + " versions the server still tells of more",
                    "name the ones you mean:  --prompt NAME[@VERSION]");
        }
    }

    /**
     * Brings versions; or, when {@code dry}, says what there would be to send.
     *
     * @param told hears of each as soon as it is known what became of it
     */
    public void bring(List<PromptVersionEntry> wanted, boolean dry, Consumer<PromptTransferred> told) {
        List<PromptVersionEntry> ordered = PromptBatches.ordered(wanted);
        for (int first = 0; first < ordered.size(); first += RemoteClient.PROMPTS_COMPARED) {
            List<PromptVersionEntry> some =
                    ordered.subList(first, Math.min(ordered.size(), first + RemoteClient.PROMPTS_COMPARED));
            List<PromptVersionEntry> missing = missing(some, told);
            if (dry) {
                missing.forEach(entry -> told.accept(PromptTransferred.of(entry, Outcome.WOULD_SEND, null, null)));
            } else {
                PromptBatches.of(missing).forEach(batch -> send(batch, told));
            }
        }
    }

    private List<PromptVersionEntry> missing(List<PromptVersionEntry> some, Consumer<PromptTransferred> told) {
        MissingPrompts answer = target.missingPrompts(new PromptDigests(some.stream()
                .map(entry -> new PromptDigest(entry.name(), entry.version(), entry.digest()))
                .toList()));
        Set<PromptKey> missing = new HashSet<>(answer.missing());
        Map<PromptKey, PromptConflict> conflicts = new HashMap<>();
        answer.conflicts()
                .forEach(conflict -> conflicts.put(new PromptKey(conflict.name(), conflict.version()), conflict));
        List<PromptVersionEntry> toSend = new ArrayList<>();
        for (PromptVersionEntry entry : some) {
            PromptConflict conflict = conflicts.get(key(entry));
            if (conflict != null) {
                told.accept(PromptTransferred.of(
                        entry,
                        Outcome.CONFLICT,
                        conflict.here(),
                        "it is there with another text, and a version never changes; free is " + conflict.free()));
            } else if (missing.contains(key(entry))) {
                toSend.add(entry);
            } else {
                told.accept(PromptTransferred.of(entry, Outcome.THERE, entry.digest(), null));
            }
        }
        return toSend;
    }

    /** The digests are those that were asked about, so that a text that is another meanwhile is refused. */
    private void send(List<PromptVersionEntry> batch, Consumer<PromptTransferred> told) {
        Map<PromptKey, String> texts = new HashMap<>();
        source.promptTexts(
                        new PromptKeys(batch.stream().map(PromptTransfer::key).toList()))
                .prompts()
                .forEach(text -> texts.put(new PromptKey(text.name(), text.version()), text.text()));
        List<PromptVersionEntry> found = new ArrayList<>();
        List<PromptText> sent = new ArrayList<>();
        for (PromptVersionEntry entry : batch) {
            String text = texts.get(key(entry));
            if (text == null) {
                told.accept(PromptTransferred.of(
                        entry, Outcome.REFUSED, null, "its text is gone where it was to be brought from"));
            } else {
                found.add(entry);
                sent.add(new PromptText(entry.name(), entry.version(), entry.digest(), text));
            }
        }
        if (sent.isEmpty()) {
            return;
        }
        List<BroughtPrompt> brought =
                target.bringPrompts(new BringPrompts(sent, from)).prompts();
        if (brought.size() != sent.size()) {
            throw new IllegalStateException(
                    "the other server was sent " + sent.size() + " prompts and answered for " + brought.size());
        }
        for (int i = 0; i < sent.size(); i++) {
            told.accept(transferred(found.get(i), brought.get(i)));
        }
    }

    private static PromptTransferred transferred(PromptVersionEntry entry, BroughtPrompt brought) {
        Outcome outcome = switch (brought.outcome()) {
            case TAKEN -> Outcome.SENT;
            case THERE -> Outcome.THERE;
            case CONFLICT -> Outcome.CONFLICT;
            case REFUSED -> Outcome.REFUSED;
        };
        return PromptTransferred.of(entry, outcome, brought.here(), brought.detail());
    }

    private static PromptKey key(PromptVersionEntry entry) {
        return new PromptKey(entry.name(), entry.version());
    }
}
