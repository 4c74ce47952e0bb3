import { describe, expect, test } from 'vitest';
import { LogStore, type Line, type Page } from '../../main/web/lib/log.ts';

const line = (n: number): Line => ({ n, at: '2026-11-22T10:00:00Z', stream: 'out', text: `line ${n}` });

/** A server with these lines, which counts how often it is asked. */
class Stored {
  asked = 0;
  constructor(
    public total: number,
    private readonly without: (n: number) => boolean = () => false,
    private readonly page = 5_000,
  ) {}

  load = (after: number, limit: number): Promise<Page> => {
    this.asked++;
    const lines: Line[] = [];
    for (let n = after + 1; n <= this.total && lines.length < Math.min(limit, this.page); n++) {
      if (!this.without(n)) {
        lines.push(line(n));
      }
    }
    return Promise.resolve({ lines, ended: true });
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('LogStore', () => {
  test.each([0, 1, 499, 500, 501, 1_000, 1_000_000, 1_048_577])('finds out that there are %i lines in a few questions', async (total) => {
    const server = new Stored(total);
    const store = new LogStore(server.load, () => undefined);
    await store.measure(0);
    expect(store.total).toBe(total);
    expect(server.asked).toBeLessThan(50);
  });

  test('believes a hint only when it is right', async () => {
    const right = new Stored(1_000);
    const store = new LogStore(right.load, () => undefined);
    await store.measure(1_000);
    expect(store.total).toBe(1_000);
    expect(right.asked).toBeLessThanOrEqual(2);
    const more = new LogStore(new Stored(5_000).load, () => undefined);
    await more.measure(1_000);
    expect(more.total).toBe(5_000);
    const fewer = new LogStore(new Stored(700).load, () => undefined);
    await fewer.measure(1_000);
    expect(fewer.total).toBe(700);
  });

  test('reads only what is looked at', async () => {
    const server = new Stored(1_000_000);
    const store = new LogStore(server.load, () => undefined);
    store.grow(1_000_000);
    store.want(700_001, 700_040);
    await settled();
    expect(store.row(700_001)).toEqual(line(700_001));
    expect(store.row(1)).toBe('loading');
    expect(server.asked).toBe(1);
  });

  test('has each line once, whether it comes live, from a page, or both', async () => {
    const server = new Stored(600);
    const store = new LogStore(server.load, () => undefined);
    store.add([line(1), line(2), line(3)]);
    store.add([line(2), line(3), line(4)]);
    expect(store.total).toBe(4);
    store.grow(600);
    store.want(1, 600);
    await settled();
    for (let n = 1; n <= 600; n++) {
      expect(store.row(n)).toEqual(line(n));
    }
  });

  test('reads on where a page of long lines was short', async () => {
    const server = new Stored(500, () => false, 100);
    const store = new LogStore(server.load, () => undefined);
    store.grow(500);
    store.want(1, 500);
    for (let i = 0; i < 10; i++) {
      await settled();
    }
    expect(store.row(500)).toEqual(line(500));
  });

  test('says which lines the server does not have, and only those', async () => {
    const store = new LogStore(new Stored(1_200, (n) => n >= 40 && n <= 44).load, () => undefined);
    store.grow(1_200);
    store.want(1, 100);
    await settled();
    expect([39, 40, 44, 45].map((n) => store.row(n))).toEqual([line(39), 'missing', 'missing', line(45)]);
  });

  test('fills what a stream left out when it is looked at', async () => {
    const store = new LogStore(new Stored(3_000).load, () => undefined);
    store.add([line(1), line(2)]);
    store.grow(2_000);
    store.add([line(2_001)]);
    expect(store.row(1_000)).toBe('loading');
    store.want(1_000, 1_020);
    await settled();
    expect(store.row(1_000)).toEqual(line(1_000));
    expect(store.total).toBe(2_001);
  });

  test('keeps a bounded number of lines of a stream that does not end', () => {
    const store = new LogStore(new Stored(0).load, () => undefined);
    for (let n = 1; n <= 200_000; n += 1_000) {
      store.add(Array.from({ length: 1_000 }, (_, i) => line(n + i)));
    }
    expect(store.row(1)).toBe('loading');
    expect(store.row(200_000)).toEqual(line(200_000));
    const kept = Array.from({ length: 200_000 }, (_, i) => store.row(i + 1)).filter((row) => typeof row === 'object');
    expect(kept.length).toBeLessThanOrEqual(101_000);
  });

  test('can be asked again after a failure', async () => {
    let broken = true;
    const server = new Stored(10);
    const store = new LogStore((after, limit) => (broken ? Promise.reject(new Error('away')) : server.load(after, limit)), () => undefined);
    store.grow(10);
    store.want(1, 10);
    await settled();
    expect(store.failure).toBeInstanceOf(Error);
    broken = false;
    store.want(1, 10);
    await settled();
    expect(store.row(10)).toEqual(line(10));
    expect(store.failure).toBeUndefined();
  });
});
