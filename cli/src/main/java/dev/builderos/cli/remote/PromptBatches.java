package dev.builderos.cli.remote;

import dev.builderos.formats.SemVer;
import dev.builderos.gateway.api.PromptVersionEntry;
import dev.builderos.gateway.api.RemoteClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** In which order prompt versions go, and how many at once. */
final class PromptBatches {
    /** A prompt has no more than this, so that every one fits; and what an interruption costs is little. */
    static final int BYTES = RemoteClient.PROMPT_BYTES / 2;

    private static final SemVer FIRST = new SemVer("0.0.0");

    private static final Comparator<PromptVersionEntry> ORDER = Comparator.comparing(PromptVersionEntry::name)
            .thenComparing(entry -> SemVer.parse(entry.version()).orElse(FIRST))
            .thenComparing(PromptVersionEntry::version);

    private PromptBatches() {}

    /** By name, each older version before the newer ones. */
    static List<PromptVersionEntry> ordered(List<PromptVersionEntry> versions) {
        return versions.stream().sorted(ORDER).toList();
    }

    /** Parts of the list that each are read and brought at once. */
    static List<List<PromptVersionEntry>> of(List<PromptVersionEntry> versions) {
        List<List<PromptVersionEntry>> batches = new ArrayList<>();
        List<PromptVersionEntry> batch = new ArrayList<>();
        long bytes = 0;
        for (PromptVersionEntry version : versions) {
            boolean full = batch.size() == RemoteClient.PROMPTS_AT_ONCE || bytes + version.bytes() > BYTES;
            if (full && !batch.isEmpty()) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(version);
            bytes += version.bytes();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
