/** Server-sent events over fetch: an EventSource shows no headers, and says nothing of what went wrong. */
export interface StreamEvent {
  event: string;
  data: string;
  id?: string;
}

export class EventParser {
  retryMillis: number | undefined;
  private buffer = '';
  private event = '';
  private data: string[] = [];
  private id: string | undefined;

  /** Gives the events that are complete with this piece; where it was cut does not matter. */
  feed(piece: string): StreamEvent[] {
    this.buffer += piece;
    const events: StreamEvent[] = [];
    let from = 0;
    for (;;) {
      const end = this.buffer.indexOf('\n', from);
      if (end < 0) {
        break;
      }
      const line = this.buffer.slice(from, this.buffer[end - 1] === '\r' ? end - 1 : end);
      from = end + 1;
      const event = this.line(line);
      if (event) {
        events.push(event);
      }
    }
    this.buffer = this.buffer.slice(from);
    return events;
  }

  private line(line: string): StreamEvent | undefined {
    if (line === '') {
      const event = this.data.length > 0 ? { event: this.event || 'message', data: this.data.join('\n') } : undefined;
      const told = event && this.id !== undefined ? { ...event, id: this.id } : event;
      this.event = '';
      this.data = [];
      this.id = undefined;
      return told;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.event = value;
    } else if (field === 'data') {
      this.data.push(value);
    } else if (field === 'id') {
      this.id = value;
    } else if (field === 'retry' && /^[0-9]{1,9}$/.test(value)) {
      this.retryMillis = Number(value);
    }
    return undefined;
  }
}

/** How a stream is doing: what is shown may be old unless it is live or over. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'paused' | 'ended' | 'failed';

export interface Following {
  close(): void;
}

export interface FollowOptions {
  open: (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;
  lastEventId?: string;
  onEvents: (events: StreamEvent[]) => void;
  onState: (state: StreamState, failure?: unknown) => void;
  /** Whether it makes no sense to try again after this. */
  isFinal: (failure: unknown) => boolean;
  /** Whether it goes on in a tab that nobody looks at. */
  whileHidden?: boolean;
  random?: () => number;
}

/** The server says something at least every 15 s; a connection that is silent for longer is dead. */
const SILENCE_MILLIS = 35_000;
const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 15_000;
/** Browsers have six connections to a server for all tabs together: one that nobody looks at gives its own back. */
const HIDDEN_MILLIS = 20_000;

export function backoff(failures: number, first: number, random: number): number {
  const full = Math.min(LONGEST_RETRY_MILLIS, first * 2 ** Math.min(failures, 10));
  return full / 2 + (full / 2) * random;
}

/** Reads a stream to its end over as many connections as it takes, going on after the last event each time. */
export function follow(options: FollowOptions): Following {
  const random = options.random ?? Math.random;
  let closed = false;
  let lastId = options.lastEventId;
  let failures = 0;
  let connection: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  async function connect(): Promise<void> {
    const mine = new AbortController();
    connection = mine;
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => mine.abort(), SILENCE_MILLIS);
    };
    let first = FIRST_RETRY_MILLIS;
    try {
      options.onState(failures === 0 ? 'connecting' : 'waiting');
      alive();
      const response = await options.open(lastId === undefined ? {} : { 'Last-Event-ID': lastId }, mine.signal);
      const parser = new EventParser();
      const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(decoder()).getReader();
      options.onState('live');
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          break;
        }
        alive();
        failures = 0;
        const events = parser.feed(value);
        first = parser.retryMillis ?? first;
        if (events.length > 0 && !closed) {
          lastId = events.findLast((event) => event.id !== undefined)?.id ?? lastId;
          options.onEvents(events);
          if (events.some((event) => event.event === 'end')) {
            close();
            options.onState('ended');
            return;
          }
        }
      }
    } catch (failure) {
      if (!closed && options.isFinal(failure)) {
        close();
        options.onState('failed', failure);
        return;
      }
    } finally {
      clearTimeout(watchdog);
    }
    if (!closed && connection === mine) {
      options.onState('waiting');
      timer = setTimeout(() => {
        timer = undefined;
        void connect();
      }, backoff(failures, first, random()));
      failures++;
    }
  }

  function pause(): void {
    clearTimeout(timer);
    timer = undefined;
    const held = connection;
    connection = undefined;
    held?.abort();
    options.onState('paused');
  }

  function onVisibility(): void {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(pause, HIDDEN_MILLIS);
    } else if (!connection) {
      failures = 0;
      void connect();
    }
  }

  function onOnline(): void {
    if (timer !== undefined && !closed && (!document.hidden || options.whileHidden)) {
      clearTimeout(timer);
      timer = undefined;
      void connect();
    }
  }

  function close(): void {
    closed = true;
    clearTimeout(timer);
    clearTimeout(hiddenTimer);
    if (typeof document !== 'undefined') {
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('online', onOnline);
    }
    connection?.abort();
  }

  if (typeof document !== 'undefined') {
    if (!options.whileHidden) {
      document.addEventListener('visibilitychange', onVisibility);
    }
    window.addEventListener('online', onOnline);
  }
  void connect();
  return { close };
}

function decoder(): ReadableWritablePair<string, Uint8Array> {
  return new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>;
}
