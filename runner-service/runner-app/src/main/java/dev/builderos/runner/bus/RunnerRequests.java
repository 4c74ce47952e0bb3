package dev.builderos.runner.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.bus.ParkedMessages;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.runner.usecase.Comparisons;
import dev.builderos.runner.usecase.DeleteRuns;
import dev.builderos.runner.usecase.Deployments;
import dev.builderos.runner.usecase.ForkRuns;
import dev.builderos.runner.usecase.LogQuestions;
import dev.builderos.runner.usecase.Questions;
import dev.builderos.runner.usecase.ReplayRuns;
import dev.builderos.runner.usecase.Reruns;
import dev.builderos.runner.usecase.ResumeRuns;
import dev.builderos.runner.usecase.StartRuns;
import dev.builderos.runner.usecase.SteerRuns;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** All that the runner hears. */
@ApplicationScoped
public class RunnerRequests {
    private static final int COMMANDS = 256;
    private static final int QUERIES = 128;
    private static final int SEARCHES = 4;
    private static final int COMPARISONS = 16;

    private final Handling handling;
    private final BlockingAnswers answers;
    private final Executor virtual = Executors.newVirtualThreadPerTaskExecutor();
    private final StartRuns startRuns;
    private final Reruns reruns;
    private final ForkRuns forkRuns;
    private final ReplayRuns replayRuns;
    private final SteerRuns steerRuns;
    private final ResumeRuns resumeRuns;
    private final DeleteRuns deleteRuns;
    private final Questions questions;
    private final Comparisons comparisons;
    private final LogQuestions logs;
    private final Deployments deployments;
    private final ParkedMessages parked;

    RunnerRequests(
            Handling handling,
            BlockingAnswers answers,
            StartRuns startRuns,
            Reruns reruns,
            ForkRuns forkRuns,
            ReplayRuns replayRuns,
            SteerRuns steerRuns,
            ResumeRuns resumeRuns,
            DeleteRuns deleteRuns,
            Questions questions,
            Comparisons comparisons,
            LogQuestions logs,
            Deployments deployments,
            ParkedMessages parked) {
        this.handling = handling;
        this.answers = answers;
        this.startRuns = startRuns;
        this.reruns = reruns;
        this.forkRuns = forkRuns;
        this.replayRuns = replayRuns;
        this.steerRuns = steerRuns;
        this.resumeRuns = resumeRuns;
        this.deleteRuns = deleteRuns;
        this.questions = questions;
        this.comparisons = comparisons;
        this.logs = logs;
        this.deployments = deployments;
        this.parked = parked;
    }

    @Incoming("start-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> startRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.START_RUN, COMMANDS, startRuns::start);
    }

    @Incoming("rerun")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> rerun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.RERUN, COMMANDS, reruns::rerun);
    }

    @Incoming("fork-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> forkRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.FORK_RUN, COMMANDS, forkRuns::fork);
    }

    @Incoming("replay-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> replayRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.REPLAY_RUN, COMMANDS, replayRuns::replay);
    }

    @Incoming("cancel-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> cancelRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.CANCEL_RUN, COMMANDS, steerRuns::cancel);
    }

    @Incoming("pause-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> pauseRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.PAUSE_RUN, COMMANDS, steerRuns::pause);
    }

    @Incoming("resume-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> resumeRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.RESUME_RUN, COMMANDS, resumeRuns::resume);
    }

    @Incoming("plan-resume")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> planResume(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.PLAN_RESUME, QUERIES, resumeRuns::plan);
    }

    @Incoming("delete-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> deleteRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.DELETE_RUN, COMMANDS, deleteRuns::delete);
    }

    @Incoming("find-run")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> findRun(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.FIND_RUN, QUERIES, questions::find);
    }

    @Incoming("list-runs")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listRuns(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.LIST_RUNS, QUERIES, questions::list);
    }

    @Incoming("compare-runs")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> compareRuns(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.COMPARE_RUNS, COMPARISONS, comparisons::compare);
    }

    @Incoming("read-facts")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> readFacts(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.READ_FACTS, QUERIES, questions::facts);
    }

    @Incoming("read-log")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> readLog(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.READ_LOG, QUERIES, logs::read);
    }

    @Incoming("search-log")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> searchLog(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.SEARCH_LOG, SEARCHES, logs::search);
    }

    @Incoming("find-artifacts")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> findArtifacts(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.FIND_ARTIFACTS, QUERIES, questions::artifacts);
    }

    @Incoming("read-blob")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> readBlob(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.READ_BLOB, QUERIES, questions::blob);
    }

    @Incoming("read-diff")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> readDiff(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.READ_DIFF, QUERIES, questions::diff);
    }

    @Incoming("find-receipt")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> findReceipt(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.FIND_RECEIPT, QUERIES, questions::receipt);
    }

    @Incoming("find-runner")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> findRunner(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.FIND_RUNNER, QUERIES, questions::runner);
    }

    @Incoming("list-deployments")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listDeployments(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.LIST_DEPLOYMENTS, QUERIES, deployments::list);
    }

    @Incoming("stop-deployment")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> stopDeployment(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.STOP_DEPLOYMENT, COMMANDS, deployments::stop);
    }

    @Incoming("runner-list-parked")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listParked(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, RunnerContracts.LIST_PARKED, QUERIES, query -> parked.of("runner", query));
    }

    @Incoming("runner-retry-parked")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> retryParked(Multi<Message<Envelope>> requests) {
        return handling.answer(
                requests, RunnerContracts.RETRY_PARKED, QUERIES, command -> parked.retry("runner", command));
    }

    @Incoming("runner-approval-changed")
    Uni<Void> approvalChanged(Message<Envelope> message) {
        return handling.handle(
                message,
                PolicyContracts.APPROVAL_CHANGED,
                (approval, envelope) ->
                        Uni.createFrom().voidItem().emitOn(virtual).invoke(() -> steerRuns.answered(approval)));
    }
}
