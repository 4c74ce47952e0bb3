import { api, isFinal, Problem, type ApprovalView, type ProblemDetails, type RunQuery, type Schemas } from './api.ts';
import { follow, type StreamState } from './sse.ts';
import { browser, Tabs, type Source } from './tabs.ts';

/** What is said of the inbox: approvals that are new or have changed, and how the stream is doing. */
export interface InboxNews {
  approvals: ApprovalView[];
  state: StreamState;
  /** Whether it is known what was pending when the stream opened. */
  known: boolean;
  failure?: Told | undefined;
}

/** A page as it was last read, or why it cannot be. */
export type PageNews<T> = { page: T; readAt: number } | { failure: Told };
export type RunsNews = PageNews<Schemas['RunPage']>;
export type DeliveriesNews = PageNews<Schemas['DeliveryList']>;

/** An error on its way from one tab to another. */
export interface Told {
  details?: ProblemDetails;
  message: string;
}

const tell = (failure: unknown): Told => ({
  ...(failure instanceof Problem ? { details: failure.details } : {}),
  message: failure instanceof Error ? failure.message : String(failure),
});

export const failureOf = (told: Told): Error => (told.details ? new Problem(told.details) : new Error(told.message));

const EVERY_MILLIS = 2_000;

function inboxSource(say: (news: InboxNews) => void): Source {
  const all = new Map<string, ApprovalView>();
  let state: StreamState = 'connecting';
  let known = false;
  let failure: Told | undefined;

  /** What is answered stays so, whatever an older answer of the server says. */
  function put(...approvals: ApprovalView[]): ApprovalView[] {
    return approvals.filter((approval) => {
      const takes = approval.state !== 'PENDING' || (all.get(approval.id)?.state ?? 'PENDING') === 'PENDING';
      if (takes) {
        all.set(approval.id, approval);
      }
      return takes;
    });
  }
  const told = (...approvals: ApprovalView[]) => say({ approvals: put(...approvals), state, known, failure });

  /** What was answered while no stream was open is not told again: what seems pending and is not gets asked for. */
  async function refresh() {
    const seen = [...all.values()].filter((approval) => approval.state === 'PENDING');
    try {
      const { approvals } = await api.pendingApprovals();
      const still = new Set(approvals.map((approval) => approval.id));
      const gone = await Promise.all(seen.filter(({ id }) => !still.has(id)).map(({ id }) => api.approval(id)));
      known = true;
      failure = undefined;
      told(...approvals, ...gone);
    } catch (problem) {
      known = true;
      failure = tell(problem);
      told();
    }
  }

  const stream = follow({
    open: api.stream('/v1/inbox'),
    isFinal,
    whileHidden: true,
    onState: (now, problem) => {
      state = now;
      failure = problem === undefined ? undefined : tell(problem);
      told();
      if (now === 'live') {
        void refresh();
      }
    },
    onEvents: (events) =>
      told(...events.filter((event) => event.event === 'approval').map((event) => JSON.parse(event.data) as ApprovalView)),
  });
  return {
    latest: () => ({ approvals: [...all.values()], state, known, failure }) satisfies InboxNews,
    stop: () => stream.close(),
  };
}

/** Lists have no stream; they are read anew while somebody looks. */
function polled<T>(read: (signal: AbortSignal) => Promise<T>, say: (news: PageNews<T>) => void): Source {
  const abort = new AbortController();
  let latest: PageNews<T> | undefined;
  let timer: ReturnType<typeof setTimeout>;
  async function next() {
    try {
      latest = { page: await read(abort.signal), readAt: Date.now() };
    } catch (problem) {
      if (abort.signal.aborted) {
        return;
      }
      latest = { failure: tell(problem) };
    }
    say(latest);
    timer = setTimeout(next, EVERY_MILLIS);
  }
  void next();
  return {
    latest: () => latest,
    stop: () => {
      abort.abort();
      clearTimeout(timer);
    },
  };
}

function runsSource(spec: string, say: (news: RunsNews) => void): Source {
  const { limit, ...query } = JSON.parse(spec) as RunQuery & { limit: number };
  return polled((signal) => api.runs(query, limit, signal), say);
}

function deliveriesSource(spec: string, say: (news: DeliveriesNews) => void): Source {
  const { hook, before, limit } = JSON.parse(spec) as { hook: string; before?: string; limit: number };
  return polled((signal) => api.deliveries(hook, before, limit, signal), say);
}

/** What the tabs of this browser that act in one org show, asked for once. */
let tabs: Tabs | undefined;
document.addEventListener('visibilitychange', () => tabs?.tick());

/** To be called before anything is followed. */
export function share(org: string): void {
  unshare();
  tabs = new Tabs(browser(org), {
    inbox: { make: (_, say) => inboxSource(say), whileHidden: true },
    runs: { make: (spec, say) => runsSource(spec, say), whileHidden: false },
    deliveries: { make: (spec, say) => deliveriesSource(spec, say), whileHidden: false },
  });
  tabs.start();
}

export function unshare(): void {
  tabs?.stop();
  tabs = undefined;
}

/** Whether it is for this tab to tell what nobody looks at. */
export const tells = () => tabs !== undefined && tabs.leads && !tabs.lookedAtAnywhere;

function want(kind: string, spec: string, hear: (item: unknown) => void): () => void {
  if (!tabs) {
    throw new Error('nothing is shared yet');
  }
  return tabs.want(kind, spec, hear);
}

export const followInbox = (hear: (news: InboxNews) => void) => want('inbox', '', (item) => hear(item as InboxNews));

export const followRuns = (query: RunQuery, limit: number, hear: (news: RunsNews) => void) =>
  want('runs', JSON.stringify({ ...query, limit }), (item) => hear(item as RunsNews));

export const followDeliveries = (hook: string, before: string | undefined, limit: number, hear: (news: DeliveriesNews) => void) =>
  want('deliveries', JSON.stringify({ hook, before, limit }), (item) => hear(item as DeliveriesNews));
