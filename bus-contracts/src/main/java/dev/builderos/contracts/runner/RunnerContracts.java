package dev.builderos.contracts.runner;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Contract.Kind;
import dev.builderos.contracts.Contract.Live;
import dev.builderos.contracts.Contract.Request;
import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
import dev.builderos.contracts.parked.ParkedRetried;
import dev.builderos.contracts.parked.RetryParked;
import dev.builderos.contracts.runner.hook.AddHook;
import dev.builderos.contracts.runner.hook.DeliveryExplanation;
import dev.builderos.contracts.runner.hook.DeliveryList;
import dev.builderos.contracts.runner.hook.DeliveryReceived;
import dev.builderos.contracts.runner.hook.DeliveryView;
import dev.builderos.contracts.runner.hook.ExplainDelivery;
import dev.builderos.contracts.runner.hook.HookList;
import dev.builderos.contracts.runner.hook.HookSecret;
import dev.builderos.contracts.runner.hook.HookView;
import dev.builderos.contracts.runner.hook.ListDeliveries;
import dev.builderos.contracts.runner.hook.ListHooks;
import dev.builderos.contracts.runner.hook.ReceiveDelivery;
import dev.builderos.contracts.runner.hook.Redeliver;
import dev.builderos.contracts.runner.hook.RemoveHook;
import dev.builderos.contracts.runner.hook.RotateHook;
import dev.builderos.contracts.runner.remote.BringRun;
import dev.builderos.contracts.runner.remote.ContentKept;
import dev.builderos.contracts.runner.remote.ContentList;
import dev.builderos.contracts.runner.remote.FindMissing;
import dev.builderos.contracts.runner.remote.JoinContent;
import dev.builderos.contracts.runner.remote.ListContents;
import dev.builderos.contracts.runner.remote.MissingContents;
import dev.builderos.contracts.runner.remote.PutContent;
import dev.builderos.contracts.runner.remote.RunBrought;
import java.util.List;

/** All that is said to and by the runner. */
public final class RunnerContracts {
    private static final String DOMAIN = "runner";

    public static final Request<StartRun, RunAccepted> START_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "start-run", StartRun.class, RunAccepted.class);
    public static final Request<Rerun, RunAccepted> RERUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "rerun", Rerun.class, RunAccepted.class);
    public static final Request<ForkRun, RunAccepted> FORK_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "fork-run", ForkRun.class, RunAccepted.class);
    public static final Request<ReplayRun, RunAccepted> REPLAY_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "replay-run", ReplayRun.class, RunAccepted.class);
    public static final Request<CancelRun, RunSummary> CANCEL_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "cancel-run", CancelRun.class, RunSummary.class);
    public static final Request<PauseRun, RunSummary> PAUSE_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "pause-run", PauseRun.class, RunSummary.class);
    public static final Request<ResumeRun, RunSummary> RESUME_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "resume-run", ResumeRun.class, RunSummary.class);
    public static final Request<PlanResume, ResumePlanView> PLAN_RESUME =
            new Request<>(DOMAIN, 1, Kind.QUERY, "plan-resume", PlanResume.class, ResumePlanView.class);
    public static final Request<DeleteRun, DeletedRun> DELETE_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "delete-run", DeleteRun.class, DeletedRun.class);
    public static final Request<FindRun, RunView> FIND_RUN =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-run", FindRun.class, RunView.class);
    public static final Request<ListRuns, RunPage> LIST_RUNS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-runs", ListRuns.class, RunPage.class);
    public static final Request<CompareRuns, RunDifferences> COMPARE_RUNS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "compare-runs", CompareRuns.class, RunDifferences.class);
    public static final Request<ReadFacts, FactPage> READ_FACTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "read-facts", ReadFacts.class, FactPage.class);
    public static final Request<ReadLog, LogPage> READ_LOG =
            new Request<>(DOMAIN, 1, Kind.QUERY, "read-log", ReadLog.class, LogPage.class);
    public static final Request<SearchLog, LogMatches> SEARCH_LOG =
            new Request<>(DOMAIN, 1, Kind.QUERY, "search-log", SearchLog.class, LogMatches.class);
    public static final Request<FindArtifacts, ArtifactList> FIND_ARTIFACTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-artifacts", FindArtifacts.class, ArtifactList.class);
    public static final Request<ReadBlob, Blob> READ_BLOB =
            new Request<>(DOMAIN, 1, Kind.QUERY, "read-blob", ReadBlob.class, Blob.class);
    public static final Request<ReadDiff, DiffText> READ_DIFF =
            new Request<>(DOMAIN, 1, Kind.QUERY, "read-diff", ReadDiff.class, DiffText.class);
    public static final Request<FindReceipt, ReceiptText> FIND_RECEIPT =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-receipt", FindReceipt.class, ReceiptText.class);
    public static final Request<ListDeployments, DeploymentList> LIST_DEPLOYMENTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-deployments", ListDeployments.class, DeploymentList.class);

    public static final Request<StopDeployment, DeploymentList> STOP_DEPLOYMENT =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "stop-deployment", StopDeployment.class, DeploymentList.class);
    public static final Request<FindRunner, RunnerView> FIND_RUNNER =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-runner", FindRunner.class, RunnerView.class);
    public static final Live<RunAdvanced> RUN_ADVANCED = new Live<>(DOMAIN, 1, "run-advanced", RunAdvanced.class);
    public static final Live<LogAppended> LOG_APPENDED = new Live<>(DOMAIN, 1, "log-appended", LogAppended.class);
    public static final Request<AddHook, HookSecret> ADD_HOOK =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "add-hook", AddHook.class, HookSecret.class);
    public static final Request<ListHooks, HookList> LIST_HOOKS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-hooks", ListHooks.class, HookList.class);
    public static final Request<RotateHook, HookSecret> ROTATE_HOOK =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "rotate-hook", RotateHook.class, HookSecret.class);
    public static final Request<RemoveHook, HookView> REMOVE_HOOK =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "remove-hook", RemoveHook.class, HookView.class);
    public static final Request<ReceiveDelivery, DeliveryReceived> RECEIVE_DELIVERY =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "receive-delivery", ReceiveDelivery.class, DeliveryReceived.class);
    public static final Request<ListDeliveries, DeliveryList> LIST_DELIVERIES =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-deliveries", ListDeliveries.class, DeliveryList.class);
    public static final Request<Redeliver, DeliveryView> REDELIVER =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "redeliver", Redeliver.class, DeliveryView.class);
    public static final Request<ExplainDelivery, DeliveryExplanation> EXPLAIN_DELIVERY =
            new Request<>(DOMAIN, 1, Kind.QUERY, "explain-delivery", ExplainDelivery.class, DeliveryExplanation.class);
    public static final Request<ListParked, ParkedList> LIST_PARKED =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-parked", ListParked.class, ParkedList.class);
    public static final Request<RetryParked, ParkedRetried> RETRY_PARKED =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "retry-parked", RetryParked.class, ParkedRetried.class);
    public static final Request<ListContents, ContentList> LIST_CONTENTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-contents", ListContents.class, ContentList.class);
    public static final Request<FindMissing, MissingContents> FIND_MISSING =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-missing", FindMissing.class, MissingContents.class);
    public static final Request<PutContent, ContentKept> PUT_CONTENT =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "put-content", PutContent.class, ContentKept.class);
    public static final Request<JoinContent, ContentKept> JOIN_CONTENT =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "join-content", JoinContent.class, ContentKept.class);
    public static final Request<BringRun, RunBrought> BRING_RUN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "bring-run", BringRun.class, RunBrought.class);

    private RunnerContracts() {}

    public static List<Contract<?>> all() {
        return List.of(
                START_RUN,
                RERUN,
                FORK_RUN,
                REPLAY_RUN,
                CANCEL_RUN,
                PAUSE_RUN,
                RESUME_RUN,
                PLAN_RESUME,
                DELETE_RUN,
                FIND_RUN,
                LIST_RUNS,
                COMPARE_RUNS,
                READ_FACTS,
                READ_LOG,
                SEARCH_LOG,
                FIND_ARTIFACTS,
                READ_BLOB,
                READ_DIFF,
                FIND_RECEIPT,
                LIST_DEPLOYMENTS,
                STOP_DEPLOYMENT,
                FIND_RUNNER,
                RUN_ADVANCED,
                LOG_APPENDED,
                ADD_HOOK,
                LIST_HOOKS,
                ROTATE_HOOK,
                REMOVE_HOOK,
                RECEIVE_DELIVERY,
                LIST_DELIVERIES,
                REDELIVER,
                EXPLAIN_DELIVERY,
                LIST_PARKED,
                RETRY_PARKED,
                LIST_CONTENTS,
                FIND_MISSING,
                PUT_CONTENT,
                JOIN_CONTENT,
                BRING_RUN);
    }
}
