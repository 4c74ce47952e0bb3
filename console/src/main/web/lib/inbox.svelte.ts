import { api, isFinal, type ApprovalView } from './api.ts';
import { follow, type Following, type StreamState } from './sse.ts';

/** What waits for people, live: one stream for the whole tab. */
class Inbox {
  all = $state.raw<ReadonlyMap<string, ApprovalView>>(new Map());
  state = $state<StreamState>('connecting');
  failure = $state.raw<unknown>(undefined);
  /** Whether the stream has said what was pending when it opened. */
  known = $state(false);
  pending = $derived(
    [...this.all.values()]
      .filter((approval) => approval.state === 'PENDING')
      .sort((a, b) => a.requestedAt.localeCompare(b.requestedAt)),
  );
  private stream: Following | undefined;

  start(): void {
    this.stream ??= follow({
      open: api.stream('/v1/inbox'),
      isFinal,
      onState: (state, failure) => {
        this.state = state;
        this.failure = failure;
        if (state === 'live') {
          void this.refresh();
        }
      },
      onEvents: (events) => {
        const told = events.filter((event) => event.event === 'approval');
        this.put(...told.map((event) => JSON.parse(event.data) as ApprovalView));
      },
    });
  }

  stop(): void {
    this.stream?.close();
    this.stream = undefined;
    this.all = new Map();
    this.known = false;
  }

  /** What is answered stays so, whatever an older answer of the server says. */
  put(...approvals: ApprovalView[]): void {
    const all = new Map(this.all);
    for (const approval of approvals) {
      if (approval.state !== 'PENDING' || (all.get(approval.id)?.state ?? 'PENDING') === 'PENDING') {
        all.set(approval.id, approval);
      }
    }
    this.all = all;
  }

  /** What was answered while no stream was open is not told again: what seems pending and is not gets asked for. */
  private async refresh(): Promise<void> {
    const seen = this.pending;
    try {
      const { approvals } = await api.pendingApprovals();
      this.put(...approvals);
      const still = new Set(approvals.map((approval) => approval.id));
      for (const approval of seen.filter(({ id }) => !still.has(id))) {
        this.put(await api.approval(approval.id));
      }
    } catch (failure) {
      this.failure = failure;
    }
    this.known = true;
  }
}

export const inbox = new Inbox();
