import type { FactRecord, RunState, Schemas, StepState } from './api.ts';

/** A stretch of time in which a step was at something. */
export interface Span {
  kind: 'attempt' | 'model' | 'tool' | 'human' | 'pause';
  from: number;
  /** Absent while it lasts. */
  to?: number;
  ok?: boolean;
  attempt: number;
  label: string;
}

export interface Turn {
  turn: number;
  attempt: number;
  at: number;
  model: string;
  text: string;
  inputTokens: number;
  outputTokens: number;
  /** What it was paid, such as `0.0081 USD`; absent without a price. */
  cost?: string;
  calls: string[];
}

export interface Call {
  id: string;
  attempt: number;
  at: number;
  tool: string;
  effect: Schemas['Effect'];
  digest: string;
  summary: string;
  verdict?: Schemas['Verdict'];
  rule?: string;
  sentence?: string;
  policy?: string;
  taint?: string;
  approval?: string;
  answer?: string;
  answeredBy?: string[];
  outcome?: 'ok' | 'failed' | 'unknown' | 'reused' | 'replayed';
  result?: string;
  outputs?: Record<string, string>;
}

export interface Step {
  id: string;
  kind: string;
  title: string;
  lane?: string;
  needs: string[];
  agent?: string;
  env?: string;
  prompt?: { name: string; version: string; digest: string };
  state: StepState;
  attempt: number;
  message?: string;
  spans: Span[];
  turns: Turn[];
  calls: Map<string, Call>;
  artifacts: { name: string; digest: string; bytes: number }[];
  outputs: Record<string, string>;
  commit?: string;
  tree?: string;
  contentKey?: string;
  parts: Record<string, string>;
  reused?: { from: string; why: string };
  cacheMiss?: string;
  logLines: number;
  /** Approvals that wait for people. */
  waits: Set<string>;
}

type Body = Record<string, unknown>;
type Outline = Pick<Step, 'id' | 'kind' | 'title' | 'lane' | 'needs' | 'agent' | 'env' | 'prompt'>;

const OVER: readonly RunState[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

export const isOver = (state: RunState) => OVER.includes(state);

/** What a run is and was, from the facts of its journal so far. Facts are taken once each, in order. */
export class RunFold {
  seq = 0;
  state: RunState = 'ADMITTED';
  /** How often it was taken up again. */
  openings = 0;
  admittedAt = 0;
  endedAt: number | undefined;
  /** When the newest fact was written. */
  lastAt = 0;
  message: string | undefined;
  branch: string | undefined;
  baseCommit: string | undefined;
  headCommit: string | undefined;
  tree: string | undefined;
  receipt: { digest: string; keyId: string } | undefined;
  files = '';
  planDigest = '';
  policyDigest = '';
  inputTokens = 0;
  outputTokens = 0;
  steps: ReadonlyMap<string, Step> = new Map();
  /** Steps that nobody was shown yet, so that they may be changed in place. */
  private own = new Set<string>();

  /** Whether the fact is the next one; one that was had before, or that does not follow, changes nothing. */
  apply(fact: FactRecord): boolean {
    if (fact.seq !== this.seq + 1) {
      return false;
    }
    this.seq = fact.seq;
    this.lastAt = Date.parse(fact.at);
    this.take(fact.type, fact.body as Body, this.lastAt);
    return true;
  }

  /** The run as it is now, which later facts leave alone; what they do not touch is not copied. */
  snapshot(): RunFold {
    const copy = Object.assign(new RunFold(), this);
    copy.own = new Set();
    copy.steps = new Map(this.steps);
    this.own = new Set();
    return copy;
  }

  private put(step: Step): void {
    (this.steps as Map<string, Step>).set(step.id, step);
  }

  /** The step, to be changed. */
  private change(step: Step): Step {
    if (this.own.has(step.id)) {
      return step;
    }
    const copy = {
      ...step,
      spans: [...step.spans],
      turns: [...step.turns],
      calls: new Map(step.calls),
      waits: new Set(step.waits),
    };
    this.own.add(step.id);
    this.put(copy);
    return copy;
  }

  /** Approvals that wait for people, of all steps. */
  get pending(): string[] {
    return [...this.steps.values()].flatMap((step) => [...step.waits]);
  }

  /** The state as people see it: a run that only waits for them waits. */
  get shown(): RunState {
    if (this.state !== 'RUNNING') {
      return this.state;
    }
    let waits = false;
    for (const step of this.steps.values()) {
      if (step.state === 'RUNNING' || step.state === 'RETRYING') {
        return 'RUNNING';
      }
      waits ||= step.state === 'WAITING' || step.state === 'UNKNOWN';
    }
    return waits ? 'WAITING' : 'RUNNING';
  }

  private take(type: string, body: Body, at: number): void {
    switch (type) {
      case 'RunAdmitted':
        this.admittedAt = at;
        this.files = text(body.snapshot);
        this.planDigest = text(body.planDigest);
        this.policyDigest = text(body.policyDigest);
        this.outline(body.steps as Outline[]);
        return;
      case 'RunQueued':
        this.state = 'QUEUED';
        this.message = text(body.reason);
        return;
      case 'RunReleased':
        this.state = 'ADMITTED';
        this.message = undefined;
        return;
      case 'RunStarted':
        this.state = 'RUNNING';
        this.branch = optional(body.branch) ?? this.branch;
        this.baseCommit = optional(body.baseCommit) ?? this.baseCommit;
        return;
      case 'RunPaused':
        this.state = 'PAUSED';
        return;
      case 'RunUnpaused':
        this.state = 'RUNNING';
        return;
      case 'RunTimedOut':
        this.message = 'it worked for as long as its plan allows';
        return;
      case 'RunCancelRequested':
        this.state = 'CANCELLING';
        return;
      case 'RunReopened':
        this.reopen(body);
        return;
      case 'RunSucceeded':
        this.headCommit = optional(body.headCommit);
        this.end('SUCCEEDED', at);
        return;
      case 'RunFailed':
        this.message = text(body.reason);
        this.end('FAILED', at);
        return;
      case 'RunCancelled':
        this.message = text(body.reason);
        this.end('CANCELLED', at);
        return;
      case 'ReceiptIssued':
        this.receipt = { digest: text(body.digest), keyId: text(body.keyId) };
        return;
      case 'StepExpanded':
        this.expand(body);
        return;
      default: {
        const step = this.steps.get(text(body.step));
        if (step) {
          this.takeOfStep(type, body, this.change(step), at);
        }
      }
    }
  }

  private outline(outlines: Outline[]): void {
    for (const outline of outlines) {
      this.put({
        ...outline,
        needs: outline.needs ?? [],
        state: 'PENDING',
        attempt: 0,
        spans: [],
        turns: [],
        calls: new Map(),
        artifacts: [],
        outputs: {},
        parts: {},
        logLines: 0,
        waits: new Set(),
      });
    }
  }

  /** What is kept stays; everything else is to be done again, and its past stays in sight. */
  private reopen(body: Body): void {
    const before = new Map(this.steps);
    const kept = new Set(body.kept as string[]);
    const outlines = body.steps as Outline[];
    this.steps = new Map();
    this.own = new Set();
    this.outline(outlines);
    for (const outline of outlines) {
      const old = before.get(outline.id);
      const fresh = this.steps.get(outline.id) as Step;
      if (old && kept.has(outline.id)) {
        this.put({ ...old, ...outline, needs: outline.needs ?? [] });
      } else if (old) {
        Object.assign(fresh, { attempt: old.attempt, spans: old.spans, turns: old.turns, calls: old.calls });
        fresh.logLines = old.logLines;
      }
    }
    this.openings++;
    this.state = 'ADMITTED';
    this.endedAt = undefined;
    this.message = undefined;
    this.receipt = undefined;
    this.planDigest = text(body.planDigest);
    this.policyDigest = text(body.policyDigest);
    this.files = text(body.snapshot);
  }

  private expand(body: Body): void {
    const step = this.steps.get(text(body.step));
    if (step) {
      this.change(step).message = `over ${(body.items as unknown[]).length} items`;
    }
  }

  private end(state: RunState, at: number): void {
    this.state = state;
    this.endedAt = at;
    for (const step of [...this.steps.values()]) {
      if (step.waits.size > 0 || step.spans.some((span) => span.to === undefined)) {
        const changed = this.change(step);
        close(changed, at);
        changed.waits.clear();
      }
    }
  }

  private takeOfStep(type: string, body: Body, step: Step, at: number): void {
    const attempt = typeof body.attempt === 'number' ? body.attempt : step.attempt;
    switch (type) {
      case 'StepStarted':
        close(step, at);
        step.state = 'RUNNING';
        step.attempt = attempt;
        step.message = undefined;
        step.contentKey = text(body.contentKey);
        step.parts = (body.parts ?? {}) as Record<string, string>;
        step.cacheMiss = optional(body.cacheMiss);
        step.spans.push({ kind: 'attempt', from: at, attempt, label: `attempt ${attempt}` });
        if (step.kind === 'agent') {
          step.spans.push({ kind: 'model', from: at, attempt, label: 'the model thinks' });
        }
        return;
      case 'StepReused':
        step.state = 'SUCCEEDED';
        step.reused = { from: text(body.from), why: text(body.why) };
        step.contentKey = text(body.contentKey);
        this.result(step, body);
        step.spans.push({ kind: 'attempt', from: at, to: at, ok: true, attempt: 0, label: 'taken over' });
        return;
      case 'StepTimedOut':
        step.message = 'it took as long as its plan allows';
        return;
      case 'ModelAnswered':
        this.answered(step, body, attempt, at);
        return;
      case 'StepSucceeded':
        step.state = 'SUCCEEDED';
        step.logLines = Number(body.logLines ?? 0);
        close(step, at, true);
        this.result(step, body);
        return;
      case 'StepFailed':
        step.message = text(body.message);
        close(step, at, false);
        if (optional(body.retryAt)) {
          step.state = 'RETRYING';
          step.spans.push({ kind: 'pause', from: at, attempt, label: `${text(body.failureClass)}; again later` });
        } else {
          step.state = 'FAILED';
        }
        return;
      case 'StepSkipped':
        step.state = 'SKIPPED';
        step.message = text(body.reason);
        return;
      case 'StepCancelled':
        step.state = 'CANCELLED';
        step.message = text(body.reason);
        close(step, at, false);
        step.waits.clear();
        return;
      case 'ReplayDiverged':
        step.message = `came out otherwise: ${text(body.field)}`;
        return;
      default:
        this.takeOfCall(type, body, step, attempt, at);
    }
  }

  private answered(step: Step, body: Body, attempt: number, at: number): void {
    const calls = (body.calls ?? []) as { callId: string }[];
    const turn: Turn = {
      turn: Number(body.turn),
      attempt,
      at,
      model: text(body.model),
      text: text(body.text),
      inputTokens: Number(body.inputTokens ?? 0),
      outputTokens: Number(body.outputTokens ?? 0),
      ...(typeof body.cost === 'string' ? { cost: body.cost } : {}),
      calls: calls.map((call) => call.callId),
    };
    step.turns.push(turn);
    this.inputTokens += turn.inputTokens;
    this.outputTokens += turn.outputTokens;
    closeKind(step, 'model', at);
  }

  private takeOfCall(type: string, body: Body, step: Step, attempt: number, at: number): void {
    const id = `${attempt}/${text(body.callId)}`;
    if (type === 'ToolCalled') {
      const effect = body.effect as Schemas['Effect'];
      const old = step.calls.get(id);
      step.calls.set(id, {
        ...old,
        id: text(body.callId),
        attempt,
        at: old?.at ?? at,
        tool: effect.tool,
        effect,
        digest: text(body.effectDigest),
        summary: text(body.summary),
      });
      closeKind(step, 'tool', at);
      step.spans.push({ kind: 'tool', from: at, attempt, label: effect.tool });
      return;
    }
    const known = step.calls.get(id);
    if (!known) {
      return;
    }
    const call = { ...known };
    step.calls.set(id, call);
    switch (type) {
      case 'PolicyDecided':
        call.verdict = body.verdict as Schemas['Verdict'];
        call.rule = text(body.ruleId);
        call.sentence = text(body.sentence);
        call.policy = text(body.policyDigest);
        call.taint = optional(body.taint);
        if (call.verdict === 'DENY') {
          this.callOver(step, attempt, at, false);
        }
        return;
      case 'ApprovalRequested':
        call.approval = text(body.approvalId);
        step.waits.add(call.approval);
        step.state = 'WAITING';
        closeKind(step, 'tool', at);
        step.spans.push({ kind: 'human', from: at, attempt, label: 'waits for people' });
        return;
      case 'ApprovalGranted':
      case 'ApprovalRefused': {
        const answers = (body.answers ?? []) as { by: string }[];
        call.answer = type === 'ApprovalGranted' ? 'GRANTED' : text(body.outcome);
        call.answeredBy = answers.map((answer) => answer.by);
        step.waits.delete(text(body.approvalId));
        if (step.waits.size === 0) {
          closeKind(step, 'human', at);
          step.state = 'RUNNING';
        }
        if (type === 'ApprovalGranted') {
          step.spans.push({ kind: 'tool', from: at, attempt, label: call.tool });
        } else {
          this.think(step, attempt, at);
        }
        return;
      }
      case 'EffectCompleted':
      case 'EffectReused':
      case 'EffectReplayed': {
        const ok = type === 'EffectReused' || body.ok === true;
        call.outcome =
          type === 'EffectReused' ? 'reused' : !ok ? 'failed' : type === 'EffectReplayed' ? 'replayed' : 'ok';
        call.result = text(body.summary);
        call.outputs = (body.outputs ?? {}) as Record<string, string>;
        if (step.state === 'UNKNOWN') {
          step.state = 'RUNNING';
        }
        this.callOver(step, attempt, at, ok);
        return;
      }
      case 'EffectUnknown':
        call.outcome = 'unknown';
        call.result = text(body.why);
        step.state = 'UNKNOWN';
        step.message = call.result;
        this.callOver(step, attempt, at, false);
        return;
      default:
        return;
    }
  }

  private callOver(step: Step, attempt: number, at: number, ok: boolean): void {
    closeKind(step, 'tool', at, ok);
    this.think(step, attempt, at);
  }

  /** An agent that has its results back thinks on, once all the calls of its turn have theirs. */
  private think(step: Step, attempt: number, at: number): void {
    if (step.kind !== 'agent' || step.spans.some((span) => span.kind === 'model' && span.to === undefined)) {
      return;
    }
    const turn = step.turns.at(-1);
    const done = turn?.calls.every((id) => {
      const call = step.calls.get(`${attempt}/${id}`);
      return call?.outcome || call?.verdict === 'DENY' || (call?.answer && call.answer !== 'GRANTED');
    });
    if (done) {
      step.spans.push({ kind: 'model', from: at, attempt, label: 'the model thinks' });
    }
  }

  private result(step: Step, body: Body): void {
    step.outputs = (body.outputs ?? {}) as Record<string, string>;
    step.artifacts = (body.artifacts ?? []) as Step['artifacts'];
    step.commit = optional(body.commit);
    step.tree = optional(body.tree);
    this.headCommit = step.commit ?? this.headCommit;
    this.tree = step.tree ?? this.tree;
  }
}

function close(step: Step, at: number, ok?: boolean): void {
  step.spans = step.spans.map((span) => (span.to === undefined ? { ...span, to: at, ok: ok ?? span.ok } : span));
}

function closeKind(step: Step, kind: Span['kind'], at: number, ok?: boolean): void {
  step.spans = step.spans.map((span) =>
    span.kind === kind && span.to === undefined ? { ...span, to: at, ok: ok ?? span.ok } : span,
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
