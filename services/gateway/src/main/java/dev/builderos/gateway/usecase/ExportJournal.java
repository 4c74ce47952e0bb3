package dev.builderos.gateway.usecase;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.FactPage;
import dev.builderos.gateway.api.FactRecord;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The journal of a run as a file: the canonical JSON of {@code {"journal":[…],"kind":"builderos/journal@v1","runId":…}} and a
 * newline. Made page by page, so that its length costs no memory.
 */
@ApplicationScoped
public class ExportJournal {
    private static final int PAGE = 1_000;

    private final Runs runs;

    ExportJournal(Runs runs) {
        this.runs = runs;
    }

    /** The file in pieces. Fails before the first piece when there is no such run. */
    public Uni<Multi<byte[]>> of(Requester requester, String run) {
        return runs.facts(requester, run, 0, PAGE).map(first -> export(requester, run, first));
    }

    private Multi<byte[]> export(Requester requester, String run, FactPage first) {
        AtomicLong last = new AtomicLong(lastOf(first, 0));
        Multi<FactPage> others = Multi.createBy()
                .repeating()
                .uni(() ->
                        runs.facts(requester, run, last.get(), PAGE).invoke(page -> last.set(lastOf(page, last.get()))))
                .whilst(page -> page.facts().size() >= PAGE);
        Multi<FactPage> pages = first.facts().size() < PAGE
                ? Multi.createFrom().item(first)
                : Multi.createBy().concatenating().streams(Multi.createFrom().item(first), others);
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(utf8("{\"journal\":[")),
                        pages.map(ExportJournal::facts),
                        Multi.createFrom()
                                .item(utf8("],\"kind\":\"builderos/journal@v1\",\"runId\":\"" + run + "\"}\n")));
    }

    private static byte[] facts(FactPage page) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (FactRecord fact : page.facts()) {
            if (fact.seq() > 1) {
                bytes.write(',');
            }
            bytes.writeBytes(CanonicalJson.bytes(fact));
        }
        return bytes.toByteArray();
    }

    private static long lastOf(FactPage page, long otherwise) {
        return page.facts().isEmpty() ? otherwise : page.facts().getLast().seq();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
