package dev.builderos.gateway.api;

import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says what {@code openapi/builderos.yaml} describes, one method per operation. Blocking; safe for use by many threads.
 *
 * <p>Every method throws {@link GatewayProblem} when the server answers with an error, and {@link GatewayUnreachable} when
 * no answer comes. Nothing but streams is tried twice by itself; a POST may be repeated with the same key.
 */
public final class GatewayClient extends GatewayCalls {
    /** Lines the server may put into one event. */
    private static final int LOG_BATCH = 1_000;

    public GatewayClient(Endpoint.Source endpoint) {
        super(endpoint, EventStream.Timing.STANDARD);
    }

    GatewayClient(Endpoint.Source endpoint, EventStream.Timing timing) {
        super(endpoint, timing);
    }

    public ServerStatus status() {
        return get("/v1/status", ServerStatus.class);
    }

    /** The newest messages between services that could not take effect. */
    public ParkedList parked(int limit) {
        return get("/v1/parked" + query("limit", limit), ParkedList.class);
    }

    /** A way into the console for one browser; a session made of it acts as whoever made the link. */
    public SessionLink makeSessionLink() {
        return post("/v1/session-links", Map.of(), newKey(), SessionLink.class);
    }

    public OpenedSession openSession(OpenSession code) {
        return post("/v1/sessions", code, newKey(), OpenedSession.class);
    }

    /** Ends the session whose cookie comes along; this client has none. */
    public void endSession() {
        bytes("DELETE", "/v1/sessions");
    }

    /** Has a parked message tried again, by who could not take it. */
    public ParkedRetried retryParked(ParkedMessage message) {
        String path = "/v1/parked/" + message.service() + "/" + segment(message.consumer()) + "/" + message.id();
        return post(path + "/retry", Map.of(), newKey(), ParkedRetried.class);
    }

    public ProjectView putProject(String project, ProjectRoot root) {
        return send("PUT", "/v1/projects/" + segment(project), RecordJson.write(root), Map.of(), ProjectView.class);
    }

    public ProjectList projects() {
        return get("/v1/projects", ProjectList.class);
    }

    public SnapshotStored putSnapshot(String project, SnapshotFiles files) {
        return post("/v1/projects/" + segment(project) + "/snapshots", files, newKey(), SnapshotStored.class);
    }

    /** Pipelines and agents of a project, by its newest snapshot, and those of the product. */
    public ProjectDefinitions definitions(String project) {
        return get("/v1/projects/" + segment(project) + "/definitions", ProjectDefinitions.class);
    }

    public DeploymentList deployments(String project) {
        return get("/v1/projects/" + segment(project) + "/deployments", DeploymentList.class);
    }

    /** Stops what serves in an environment. Its releases stay listed; none of them is live. */
    public void stopDeployment(String project, String environment) {
        bytes("DELETE", "/v1/projects/" + segment(project) + "/deployments/" + segment(environment));
    }

    /**
     * Starts a run; when this returns, the run is durable.
     *
     * @param idempotencyKey asking again with the same key gives the same run
     */
    public RunAccepted startRun(StartRun run, String idempotencyKey) {
        return post("/v1/runs", run, idempotencyKey, RunAccepted.class);
    }

    /**
     * Does again what a run did, as a new run; when this returns, the new run is durable.
     *
     * @param idempotencyKey asking again with the same key gives the same run
     */
    public RunAccepted rerun(String run, Rerun rerun, String idempotencyKey) {
        return post(runPath(run) + "/rerun", rerun, idempotencyKey, RunAccepted.class);
    }

    /**
     * Takes over what a run did before a step, and does the rest anew with something swapped, as a new run.
     *
     * @param idempotencyKey asking again with the same key gives the same run
     */
    public RunAccepted forkRun(String run, ForkRun fork, String idempotencyKey) {
        return post(runPath(run) + "/fork", fork, idempotencyKey, RunAccepted.class);
    }

    /**
     * Does what a run did with the answers and decisions on record, as a new run that touches nothing outside its workspace.
     *
     * @param idempotencyKey asking again with the same key gives the same run
     */
    public RunAccepted replayRun(String run, String idempotencyKey) {
        return post(runPath(run) + "/replay", new ReplayRun(), idempotencyKey, RunAccepted.class);
    }

    /**
     * Runs, newest first.
     *
     * @param before {@link RunPage#next} of the page before; null for the first page
     * @param limit 1 to 200
     */
    public RunPage runs(RunFilter filter, @Nullable String before, int limit) {
        return get("/v1/runs" + query(filter.parameters(before, limit)), RunPage.class);
    }

    public RunView run(String run) {
        return get(runPath(run), RunView.class);
    }

    /** What two runs have otherwise, and where it began. */
    public RunDifferences compareRuns(String run, String other) {
        return get(runPath(run) + "/compare/" + segment(other), RunDifferences.class);
    }

    public RunSummary pauseRun(String run, @Nullable String reason) {
        return post(runPath(run) + "/pause", new PauseRun(reason), newKey(), RunSummary.class);
    }

    public RunSummary resumeRun(String run, ResumeRun how) {
        return post(runPath(run) + "/resume", how, newKey(), RunSummary.class);
    }

    /** What {@link #resumeRun} would do to a run that is over; changes nothing. */
    public ResumePlan planResume(String run, ResumeRun how) {
        return post(runPath(run) + "/resume/plan", how, newKey(), ResumePlan.class);
    }

    public RunSummary cancelRun(String run, @Nullable String reason) {
        return post(runPath(run) + "/cancel", new CancelRun(reason), newKey(), RunSummary.class);
    }

    /** Deletes a run that is over; gives what is left of it. */
    public DeletedRun deleteRun(String run, @Nullable String reason) {
        return send("DELETE", runPath(run) + query("reason", reason), NOTHING, Map.of(), DeletedRun.class);
    }

    /**
     * Facts that follow one.
     *
     * @param after the last sequence the caller has, 0 for none
     * @param limit 1 to 1000
     */
    public FactPage facts(String run, long after, int limit) {
        return get(runPath(run) + "/facts" + query("after", after, "limit", limit), FactPage.class);
    }

    /** All facts of a run after one, those that are there first, then live. Ends with the run. */
    public EventStream<FactRecord> followFacts(String run, long after) {
        long[] last = {after};
        String path = runPath(run) + "/events" + query("after", after);
        return stream(path, EventStream.Reading.each("fact", FactRecord.class), fact -> {
            boolean unseen = fact.seq() > last[0];
            last[0] = Math.max(last[0], fact.seq());
            return unseen;
        });
    }

    /**
     * Lines of a step that follow one.
     *
     * @param after the last line number the caller has, 0 for none
     * @param limit 1 to 5000; long lines make a page shorter
     */
    public LogPage log(String run, String step, long after, int limit) {
        return get(
                runPath(run) + "/steps/" + segment(step) + "/log" + query("after", after, "limit", limit),
                LogPage.class);
    }

    /** All lines of a step, those that are there first, then live. Ends with the step. */
    public EventStream<LogLine> followLog(String run, String step) {
        long[] last = {0};
        String path = runPath(run) + "/steps/" + segment(step) + "/logs" + query("batch", LOG_BATCH);
        return stream(path, LogReading::ofStep, line -> {
            boolean unseen = line.n() > last[0];
            last[0] = Math.max(last[0], line.n());
            return unseen;
        });
    }

    /** All lines of all steps of a run, those that are there first, then live. Ends with the run. */
    public EventStream<StepLogLine> followLogs(String run) {
        return followLogs(run, false);
    }

    /**
     * The same, cheaper for a run that is over.
     *
     * @param over whether it is: the stream is then to be closed by the thread that reads it
     */
    public EventStream<StepLogLine> followLogs(String run, boolean over) {
        if (!over) {
            return stream(logsPath(run), LogReading::ofRun, unseenOfRun());
        }
        return ending(logsPath(run), LogReading::ofRun, unseenOfRun());
    }

    private static String logsPath(String run) {
        return runPath(run) + "/logs" + query("batch", LOG_BATCH);
    }

    private static Predicate<StepLogLine> unseenOfRun() {
        Map<String, Long> last = new HashMap<>();
        return line -> {
            boolean unseen = line.n() > last.getOrDefault(line.step(), 0L);
            last.merge(line.step(), line.n(), Math::max);
            return unseen;
        };
    }

    /**
     * Lines of a run that have something in them.
     *
     * @param search what to find
     * @param after {@link LogMatches#next} of the answer before, or null
     * @param limit 1 to 1000
     */
    public LogMatches searchLog(String run, LogSearch search, @Nullable String after, int limit) {
        return get(
                runPath(run) + "/log"
                        + query(
                                "search",
                                search.text(),
                                "regex",
                                search.form() == LogSearch.Form.REGEX,
                                "step",
                                search.step(),
                                "after",
                                after,
                                "limit",
                                limit),
                LogMatches.class);
    }

    public ArtifactList artifacts(String run) {
        return get(runPath(run) + "/artifacts", ArtifactList.class);
    }

    /** The content with this digest, as far as it belongs to the run. The caller closes it. */
    public InputStream blob(String run, String digest) {
        return open(runPath(run) + "/blobs/" + segment(digest), Map.of(), asking("GET", NOTHING))
                .body();
    }

    public DiffText diff(String run) {
        return get(runPath(run) + "/diff", DiffText.class);
    }

    /** The receipt file, byte for byte as it was signed. */
    public byte[] receipt(String run) {
        return bytes("GET", runPath(run) + "/receipt");
    }

    /** The journal export, byte for byte as a receipt covers it. */
    public byte[] journal(String run) {
        return bytes("GET", runPath(run) + "/journal");
    }

    /**
     * Requests for approval, newest first.
     *
     * @param limit 1 to 200
     */
    public ApprovalList approvals(@Nullable ApprovalState state, @Nullable String run, int limit) {
        return get("/v1/approvals" + query("state", state, "run", run, "limit", limit), ApprovalList.class);
    }

    public ApprovalView approval(String id) {
        return get("/v1/approvals/" + segment(id), ApprovalView.class);
    }

    public ApprovalView answerApproval(String id, AnswerApproval answer) {
        return post("/v1/approvals/" + segment(id) + "/answers", answer, newKey(), ApprovalView.class);
    }

    /** Pending approvals, then each approval whenever it changes. Never ends by itself. */
    public EventStream<ApprovalView> followInbox() {
        return stream("/v1/inbox", EventStream.Reading.each("approval", ApprovalView.class), approval -> true);
    }

    /**
     * Who did what, and when, newest first.
     *
     * @param before {@link AuditList#next} of the page before; null for the first page
     * @param limit 1 to 200
     */
    public AuditList audit(AuditFilter filter, @Nullable Long before, int limit) {
        return get(
                "/v1/audit"
                        + query(
                                "run",
                                filter.run(),
                                "approval",
                                filter.approval(),
                                "by",
                                filter.by(),
                                "kind",
                                filter.kind(),
                                "since",
                                filter.since(),
                                "until",
                                filter.until(),
                                "before",
                                before,
                                "limit",
                                limit),
                AuditList.class);
    }

    /**
     * Signed checkpoints of the audit log, oldest first.
     *
     * @param after the number of the last one the caller has, 0 for none
     * @param limit 1 to 1000
     */
    public CheckpointList auditCheckpoints(long after, int limit) {
        return get("/v1/audit/checkpoints" + query("after", after, "limit", limit), CheckpointList.class);
    }

    /** The whole audit log with its checkpoints, as a verifier reads it. The caller closes it. */
    public InputStream exportAudit() {
        return open("/v1/audit/export", Map.of(), asking("GET", NOTHING)).body();
    }

    /** What the server says of its own audit log. Whoever does not believe it verifies {@link #exportAudit} instead. */
    public AuditProof verifyAudit() {
        return get("/v1/audit/verification", AuditProof.class);
    }

    public PromptList prompts(@Nullable String name) {
        return get("/v1/prompts" + query("name", name), PromptList.class);
    }

    public DeskList desks() {
        return get("/v1/desks", DeskList.class);
    }

    /**
     * A desk with its files.
     *
     * @param version an exact version, or null for the newest
     */
    public DeskBundle desk(String name, @Nullable String version) {
        return get("/v1/desks/" + segment(name) + query("version", version), DeskBundle.class);
    }

    /** Which change of the policy would spare the next question like this one. */
    public ProposedRule proposeRule(String approval) {
        return get("/v1/approvals/" + segment(approval) + "/rule", ProposedRule.class);
    }

    public PolicyTestReport testPolicy(TestPolicy policy) {
        return post("/v1/policy/tests", policy, newKey(), PolicyTestReport.class);
    }

    public Explanation explainDecision(ExplainDecision question) {
        return post("/v1/policy/explanations", question, newKey(), Explanation.class);
    }

    public DecisionChanges replayDecisions(ReplayDecisions question) {
        return post("/v1/policy/replays", question, newKey(), DecisionChanges.class);
    }

    public SuggestedPolicy suggestPolicy(SuggestPolicy question) {
        return post("/v1/policy/suggestions", question, newKey(), SuggestedPolicy.class);
    }

    /**
     * What the shadow policy of a project said otherwise.
     *
     * @param project its name
     */
    public DecisionChanges shadowChanges(String project, Instant since) {
        return get("/v1/policy/shadow-changes" + query("project", project, "since", since), DecisionChanges.class);
    }

    /**
     * The policy that stands there.
     *
     * @param shadowOf the name of a project; null for the policy of the org
     */
    public StandingPolicy findPolicy(@Nullable String shadowOf) {
        return get("/v1/policy" + query("shadowOf", shadowOf), StandingPolicy.class);
    }

    /**
     * Sets it, for runs that start afterwards.
     *
     * @param shadowOf the name of a project; null for the policy of the org
     */
    public StandingPolicy setPolicy(@Nullable String shadowOf, SourceFile policy) {
        return send(
                "PUT",
                "/v1/policy" + query("shadowOf", shadowOf),
                RecordJson.write(policy),
                Map.of(),
                StandingPolicy.class);
    }

    /**
     * Takes it away, for runs that start afterwards.
     *
     * @param shadowOf the name of a project; null for the policy of the org
     */
    public StandingPolicy removePolicy(@Nullable String shadowOf) {
        return send("DELETE", "/v1/policy" + query("shadowOf", shadowOf), NOTHING, Map.of(), StandingPolicy.class);
    }

    private static String runPath(String run) {
        return "/v1/runs/" + segment(run);
    }
}
