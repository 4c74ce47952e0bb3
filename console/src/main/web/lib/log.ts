/** The lines of a step as a viewer has them: those it looks at, and those that come live. Numbers are dense, 1 … total. */
export interface Line {
  n: number;
  at: string;
  stream: 'out' | 'err' | 'sys';
  text: string;
}

export interface Page {
  lines: Line[];
  ended: boolean;
  more?: boolean;
  capped?: boolean;
}

/** A line that is there, one that is on its way, or one that the server does not have. */
export type Row = Line | 'loading' | 'missing';

/** Gives lines behind `after`, in order, at most so many. */
export type Load = (after: number, limit: number) => Promise<Page>;

const CHUNK = 500;
const MOST_CHUNKS = 200;

interface Chunk {
  lines: Map<number, Line>;
  state: 'partial' | 'loading' | 'complete';
  used: number;
}

export class LogStore {
  total = 0;
  capped = false;
  failure: unknown;
  private readonly chunks = new Map<number, Chunk>();
  private uses = 0;

  constructor(
    private readonly load: Load,
    private readonly changed: () => void,
  ) {}

  /** Finds how many lines there are without reading them: doubles until nothing follows, then halves. */
  async measure(hint: number): Promise<void> {
    const follows = async (after: number) => {
      const page = await this.load(after, 1);
      this.capped ||= page.capped ?? false;
      return page.lines.length > 0;
    };
    let low = 0;
    let high = Math.max(hint, CHUNK);
    if (hint > 0 && !(await follows(hint))) {
      if (await follows(hint - 1)) {
        this.grow(hint);
        return;
      }
      high = hint - 1;
    }
    while (low < high && (await follows(high))) {
      low = high;
      high *= 2;
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (await follows(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    this.grow(low);
  }

  /** Takes lines that came live; one that is there already stays one. */
  add(lines: Line[]): void {
    for (const line of lines) {
      this.chunk(line.n).lines.set(line.n, line);
      this.total = Math.max(this.total, line.n);
    }
    this.forget();
    this.changed();
  }

  /** Lines up to this number exist, whoever was not sent them: they are read when they are looked at. */
  grow(to: number): void {
    if (to > this.total) {
      this.total = to;
      this.changed();
    }
  }

  row(n: number): Row {
    const chunk = this.chunks.get(index(n));
    return chunk?.lines.get(n) ?? (chunk?.state === 'complete' ? 'missing' : 'loading');
  }

  /** Sees to it that these rows, first … last, come. */
  want(first: number, last: number): void {
    for (let i = index(Math.max(1, first)); i <= index(Math.min(last, this.total)); i++) {
      const chunk = this.chunkAt(i);
      if (chunk.state === 'partial' && !this.isWhole(i, chunk)) {
        void this.read(i, chunk);
      }
    }
  }

  private isWhole(i: number, chunk: Chunk): boolean {
    return chunk.lines.size >= Math.min(CHUNK, this.total - i * CHUNK);
  }

  private async read(i: number, chunk: Chunk): Promise<void> {
    chunk.state = 'loading';
    const end = (i + 1) * CHUNK;
    let after = i * CHUNK;
    try {
      while (after < end) {
        const page = await this.load(after, end - after);
        for (const line of page.lines) {
          if (line.n <= end) {
            chunk.lines.set(line.n, line);
          }
        }
        const last = page.lines.at(-1)?.n ?? end;
        if (page.lines.length === 0 || last <= after) {
          break;
        }
        after = last;
      }
      // What comes after a chunk is there, so what it lacks now will not come any more.
      chunk.state = this.total >= end ? 'complete' : 'partial';
      if (chunk.state === 'partial' && !this.isWhole(i, chunk)) {
        chunk.state = 'complete';
      }
      this.failure = undefined;
    } catch (failure) {
      chunk.state = 'partial';
      this.failure = failure;
    }
    this.changed();
  }

  private chunk(n: number): Chunk {
    return this.chunkAt(index(n));
  }

  private chunkAt(i: number): Chunk {
    let chunk = this.chunks.get(i);
    if (!chunk) {
      chunk = { lines: new Map(), state: 'partial', used: 0 };
      this.chunks.set(i, chunk);
    }
    chunk.used = ++this.uses;
    return chunk;
  }

  private forget(): void {
    while (this.chunks.size > MOST_CHUNKS) {
      let oldest: [number, Chunk] | undefined;
      for (const entry of this.chunks) {
        if (entry[1].state !== 'loading' && (!oldest || entry[1].used < oldest[1].used)) {
          oldest = entry;
        }
      }
      if (!oldest) {
        return;
      }
      this.chunks.delete(oldest[0]);
    }
  }
}

function index(n: number): number {
  return Math.floor((n - 1) / CHUNK);
}
