import { api, isFinal, type FactRecord, type RunView } from './api.ts';
import { isOver, RunFold } from './fold.ts';
import { follow, type Following, type StreamState } from './sse.ts';

const FACT_PAGE_MILLIS = 150;

/** A run as its journal tells it, live. */
export class LiveRun {
  /** The run as it was last drawn. */
  fold = $state.raw(new RunFold());
  view = $state.raw<RunView | undefined>(undefined);
  state = $state<StreamState>('connecting');
  failure = $state.raw<unknown>(undefined);
  readonly facts: FactRecord[] = [];
  private readonly newest = new RunFold();
  private stream: Following | undefined;
  private drawing = false;
  private reading: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(readonly id: string) {
    this.connect();
  }

  private connect(): void {
    void this.read();
    this.stream = follow({
      open: api.stream(`/v1/runs/${this.id}/events`),
      isFinal,
      lastEventId: this.newest.seq > 0 ? String(this.newest.seq) : undefined,
      onState: (state, failure) => {
        this.state = state;
        this.failure = failure;
      },
      onEvents: (events) => {
        for (const event of events) {
          if (event.event === 'fact') {
            this.take(JSON.parse(event.data) as FactRecord);
          } else if (event.event === 'gap') {
            void this.fill();
          }
        }
        this.draw();
      },
    });
  }

  private take(fact: FactRecord): void {
    if (this.newest.apply(fact)) {
      this.facts.push(fact);
    } else if (fact.seq > this.newest.seq + 1) {
      void this.fill();
    }
  }

  private filling = false;

  /** Reads what the stream left out; facts are numbered, so what comes twice is taken once. */
  private async fill(): Promise<void> {
    if (this.filling) {
      return;
    }
    this.filling = true;
    try {
      for (;;) {
        const page = await api.facts(this.id, this.newest.seq);
        for (const fact of page.facts) {
          if (this.newest.apply(fact)) {
            this.facts.push(fact);
          }
        }
        this.draw();
        if (page.facts.length === 0) {
          return;
        }
      }
    } catch (failure) {
      this.failure = failure;
    } finally {
      this.filling = false;
    }
  }

  private draw(): void {
    if (this.drawing) {
      return;
    }
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.fold = this.newest.snapshot();
    });
    this.reading ??= setTimeout(() => {
      this.reading = undefined;
      void this.read();
    }, FACT_PAGE_MILLIS);
  }

  /** What the journal alone does not say. */
  private async read(): Promise<void> {
    try {
      const view = await api.run(this.id);
      if (!this.closed) {
        this.view = view;
      }
    } catch (failure) {
      this.failure = failure;
    }
  }

  /** Looks again at a run that was over: it may have been taken up. */
  again(): void {
    if (!this.closed && this.state === 'ended') {
      this.connect();
    }
  }

  /** The run as it was after the facts up to this time. */
  at(moment: number): RunFold {
    const fold = new RunFold();
    for (const fact of this.facts) {
      if (Date.parse(fact.at) > moment) {
        break;
      }
      fold.apply(fact);
    }
    return fold;
  }

  get over(): boolean {
    return isOver(this.fold.state);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.reading);
    this.stream?.close();
  }
}
