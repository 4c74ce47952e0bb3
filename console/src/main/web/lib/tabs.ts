/**
 * One tab of a browser asks the server for all of them that act in the same org. Browsers have six connections to a server for all tabs together, and
 * the server has a bound too: what every tab shows is asked for once, by the tab that leads, and told to the others.
 *
 * A tab leads while it holds a lock. It says so again and again; one that people look at and that hears nothing for a while
 * takes the lock away, because timers of hidden tabs are slowed down and those of frozen ones stand still. A tab says again
 * and again what it wants, so that whoever leads next knows, and what nobody wants any more ends.
 */
export interface Source {
  /** What somebody who comes later has to know; undefined when there is nothing yet. */
  latest(): unknown;
  stop(): void;
}

/** How what is asked for is found out, by its kind: told each time there is something new. */
export type Kinds = Record<string, { make: (spec: string, say: (item: unknown) => void) => Source; whileHidden: boolean }>;

type Message =
  | { is: 'leads' }
  | { is: 'said'; topic: string; item: unknown }
  | { is: 'want'; topics: string[]; fresh: boolean; looking: boolean };

/** What a tab stands in; without a channel there are no others. */
export interface Surroundings {
  channel?: { post(message: unknown): void; listen(hear: (message: unknown) => void): void; close(): void } | undefined;
  /** Calls when the lock is had, and gives it back when that ends; fails with an AbortError when it was taken away or no longer wanted. */
  lock(how: { steal: boolean; signal?: AbortSignal }, had: () => Promise<void>): Promise<void>;
  visible(): boolean;
  focused(): boolean;
}

const EVERY_MILLIS = 2_000;
const SILENCE_MILLIS = 6_000;
const WANTED_MILLIS = 15_000;

export class Tabs {
  /** Whether this tab asks for all. */
  leads = false;
  private readonly hearers = new Map<string, Set<(item: unknown) => void>>();
  private readonly sources = new Map<string, Source>();
  private readonly asked = new Map<string, number>();
  private lookedAt = -Infinity;
  private heard = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private queued: AbortController | undefined;
  private giveBack: (() => void) | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly kinds: Kinds,
  ) {
    around.channel?.listen((message) => this.hear(message as Message));
  }

  start(): void {
    if (this.timer === undefined) {
      this.heard = Date.now();
      this.timer = setInterval(() => this.tick(), EVERY_MILLIS);
      void this.compete(false);
    }
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.follow();
    this.queued?.abort();
    this.giveBack?.();
    this.around.channel?.close();
  }

  /** Hears all that is said of this from now on, and what was said last; gives what ends it. */
  want(kind: string, spec: string, hear: (item: unknown) => void): () => void {
    const topic = `${kind} ${spec}`;
    const all = this.hearers.get(topic) ?? new Set();
    this.hearers.set(topic, all.add(hear));
    if (this.leads) {
      const latest = this.ensure(topic).latest();
      if (latest !== undefined) {
        hear(latest);
      }
    } else {
      this.ask(true, [topic]);
    }
    return () => {
      all.delete(hear);
      if (all.size === 0 && this.hearers.get(topic) === all) {
        this.hearers.delete(topic);
      }
      if (this.leads) {
        this.settle();
      }
    };
  }

  /** Whether people look at any tab there is, as far as this one, which leads, knows. */
  get lookedAtAnywhere(): boolean {
    return this.looking || Date.now() - this.lookedAt < SILENCE_MILLIS;
  }

  /** To be called when the tab is shown or hidden. */
  tick(): void {
    if (this.timer === undefined) {
      return;
    }
    if (this.leads) {
      this.post({ is: 'leads' });
      this.settle();
    } else {
      this.ask(false, [...this.hearers.keys()]);
      if (this.around.visible() && Date.now() - this.heard > SILENCE_MILLIS) {
        this.heard = Date.now();
        void this.compete(true);
      }
    }
  }

  private get looking(): boolean {
    return this.around.visible() && this.around.focused();
  }

  private post(message: Message): void {
    this.around.channel?.post(message);
  }

  private ask(fresh: boolean, topics: string[]): void {
    const wanted = topics.filter((topic) => this.around.visible() || this.kind(topic).whileHidden);
    if (wanted.length > 0) {
      this.post({ is: 'want', topics: wanted, fresh, looking: this.looking });
    }
  }

  private hear(message: Message): void {
    if (message.is === 'want') {
      if (message.looking) {
        this.lookedAt = Date.now();
      }
      if (this.leads) {
        for (const topic of message.topics) {
          this.asked.set(topic, Date.now());
          const latest = this.ensure(topic).latest();
          if (message.fresh && latest !== undefined) {
            this.post({ is: 'said', topic, item: latest });
          }
        }
      }
    } else if (!this.leads) {
      this.heard = Date.now();
      if (message.is === 'said') {
        this.hearers.get(message.topic)?.forEach((hear) => hear(message.item));
      }
    }
  }

  private async compete(steal: boolean): Promise<void> {
    this.queued?.abort();
    const queued = new AbortController();
    this.queued = queued;
    try {
      await this.around.lock(steal ? { steal } : { steal, signal: queued.signal }, () => {
        if (this.timer === undefined || this.queued !== queued) {
          return Promise.resolve();
        }
        const held = new Promise<void>((resolve) => (this.giveBack = resolve));
        this.lead();
        return held;
      });
    } catch (failure) {
      if (!(failure instanceof DOMException && failure.name === 'AbortError')) {
        throw failure;
      }
    }
    if (this.timer !== undefined && this.queued === queued) {
      this.follow();
      this.ask(true, [...this.hearers.keys()]);
      void this.compete(false);
    }
  }

  private lead(): void {
    this.leads = true;
    this.post({ is: 'leads' });
    this.settle();
  }

  private follow(): void {
    this.leads = false;
    this.heard = Date.now();
    this.sources.forEach((source) => source.stop());
    this.sources.clear();
    this.asked.clear();
  }

  /** Begins what is wanted here, and ends what nobody wants. */
  private settle(): void {
    const here = (topic: string) => this.hearers.has(topic) && (this.around.visible() || this.kind(topic).whileHidden);
    for (const [topic, source] of this.sources) {
      if (!here(topic) && Date.now() - (this.asked.get(topic) ?? -Infinity) > WANTED_MILLIS) {
        source.stop();
        this.sources.delete(topic);
        this.asked.delete(topic);
      }
    }
    for (const topic of this.hearers.keys()) {
      if (here(topic)) {
        this.ensure(topic);
      }
    }
  }

  private ensure(topic: string): Source {
    const there = this.sources.get(topic);
    if (there) {
      return there;
    }
    let over = false;
    const made = this.kind(topic).make(topic.slice(topic.indexOf(' ') + 1), (item) => {
      if (!over) {
        this.hearers.get(topic)?.forEach((hear) => hear(item));
        this.post({ is: 'said', topic, item });
      }
    });
    const source: Source = {
      latest: () => made.latest(),
      stop: () => {
        over = true;
        made.stop();
      },
    };
    this.sources.set(topic, source);
    return source;
  }

  private kind(topic: string) {
    const kind = this.kinds[topic.slice(0, topic.indexOf(' '))];
    if (!kind) {
      throw new Error(`nobody knows how to ask for ${topic}`);
    }
    return kind;
  }
}

/** The browser's own, apart by org; where it has no locks or no channels, each tab asks for itself. */
export function browser(org: string): Surroundings {
  const name = `builderos ${org}`;
  const visible = () => !document.hidden;
  const focused = () => document.hasFocus();
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') {
    return { lock: (_, had) => had(), visible, focused };
  }
  const channel = new BroadcastChannel(name);
  return {
    channel: {
      post: (message) => channel.postMessage(message),
      listen: (hear) => channel.addEventListener('message', (event) => hear(event.data)),
      close: () => channel.close(),
    },
    lock: async (how, had) => {
      await navigator.locks.request(name, how, had);
    },
    visible,
    focused,
  };
}
