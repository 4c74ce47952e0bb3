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
        const all = new Map(this.all);
        for (const event of events) {
          if (event.event === 'approval') {
            const approval = JSON.parse(event.data) as ApprovalView;
            all.set(approval.id, approval);
          }
        }
        this.all = all;
      },
    });
  }

  stop(): void {
    this.stream?.close();
    this.stream = undefined;
    this.all = new Map();
    this.known = false;
  }

  put(approval: ApprovalView): void {
    this.all = new Map(this.all).set(approval.id, approval);
  }

  /** What was answered while no stream was open: it is not told again, so each that still seems pending is asked for. */
  private async refresh(): Promise<void> {
    const seen = this.pending;
    await Promise.all(
      seen.map(async (approval) => {
        this.put(await api.approval(approval.id));
      }),
    ).catch((failure: unknown) => {
      this.failure = failure;
    });
    this.known = true;
  }
}

export const inbox = new Inbox();
