import type { ApprovalView } from './api.ts';
import { Notifications } from './notify.ts';
import { failureOf, followInbox, share, tells, unshare, type InboxNews } from './shared.ts';
import type { StreamState } from './sse.ts';

/** What waits for people, live: one stream for all tabs of the browser. */
class Inbox {
  all = $state.raw<ReadonlyMap<string, ApprovalView>>(new Map());
  state = $state<StreamState>('connecting');
  failure = $state.raw<unknown>(undefined);
  /** Whether it is known what was pending when the stream opened. */
  known = $state(false);
  pending = $derived(
    [...this.all.values()]
      .filter((approval) => approval.state === 'PENDING')
      .sort((a, b) => a.requestedAt.localeCompare(b.requestedAt)),
  );
  private end: (() => void) | undefined;
  private readonly notifications = new Notifications(tells);

  /** Once for an org, and before other lists are followed. */
  start(org: string): void {
    share(org);
    this.end = followInbox((news) => this.take(news));
  }

  stop(): void {
    unshare();
    this.end?.();
    this.end = undefined;
    this.all = new Map();
    this.known = false;
  }

  private take(news: InboxNews): void {
    this.put(...news.approvals);
    this.notifications.tell(this.pending, this.known);
    this.state = news.state;
    this.known = news.known;
    this.failure = news.failure && failureOf(news.failure);
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
}

export const inbox = new Inbox();
