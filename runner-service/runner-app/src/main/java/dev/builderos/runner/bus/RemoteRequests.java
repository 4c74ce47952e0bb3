package dev.builderos.runner.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.runner.usecase.BringRuns;
import dev.builderos.runner.usecase.IncomingContents;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** What the runner hears of runs that are brought from one server to another. */
@ApplicationScoped
public class RemoteRequests {
    private static final int QUERIES = 16;
    private static final int CONTENTS = 16;

    /** Each holds a whole journal. */
    private static final int RUNS = 2;

    private final BlockingAnswers answers;
    private final BringRuns runs;
    private final IncomingContents contents;

    RemoteRequests(BlockingAnswers answers, BringRuns runs, IncomingContents contents) {
        this.answers = answers;
        this.runs = runs;
        this.contents = contents;
    }

    @Incoming("list-contents")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listContents(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.LIST_CONTENTS, QUERIES, runs::contents);
    }

    @Incoming("find-missing")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> findMissing(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.FIND_MISSING, QUERIES, contents::missing);
    }

    @Incoming("put-content")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> putContent(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.PUT_CONTENT, CONTENTS, contents::put);
    }

    @Incoming("join-content")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> joinContent(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.JOIN_CONTENT, RUNS, contents::join);
    }

    @Incoming("bring-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> bringRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.BRING_RUN, RUNS, runs::bring);
    }
}
