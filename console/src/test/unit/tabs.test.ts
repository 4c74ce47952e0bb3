import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Tabs, type Surroundings } from '../../main/web/lib/tabs.ts';

/** A browser with tabs: one channel, one lock. */
class Browser {
  private readonly listeners = new Map<object, (message: unknown) => void>();
  private holder: ((failure: unknown) => void) | undefined;
  private readonly queue: { begin: () => void }[] = [];
  asked: string[] = [];
  open = new Set<string>();

  tab(name: string) {
    const at = { visible: true, focused: false, frozen: false };
    const around: Surroundings = {
      channel: {
        post: (message) => {
          if (!at.frozen) {
            this.listeners.forEach((hear, other) => other !== at && hear(structuredClone(message)));
          }
        },
        listen: (hear) => this.listeners.set(at, hear),
        close: () => this.listeners.delete(at),
      },
      lock: (how, had) => this.lock(how, had),
      visible: () => at.visible,
      focused: () => at.focused,
    };
    const heard: unknown[] = [];
    const says: ((item: unknown) => void)[] = [];
    const make = (spec: string, say: (item: unknown) => void) => {
      this.asked.push(`${name} ${spec}`);
      this.open.add(`${name} ${spec}`);
      let latest: unknown = `${name} begins`;
      say(latest);
      says.push((item) => say((latest = item)));
      return { latest: () => latest, stop: () => this.open.delete(`${name} ${spec}`) };
    };
    const tabs = new Tabs(around, { news: { make, whileHidden: true }, list: { make, whileHidden: false } });
    return { at, tabs, heard, say: (item: unknown) => says.at(-1)?.(item) };
  }

  private lock(how: { steal: boolean; signal?: AbortSignal }, had: () => Promise<void>): Promise<void> {
    const aborted = () => new DOMException('taken away', 'AbortError');
    return new Promise((resolve, reject) => {
      const begin = () => {
        this.holder = reject;
        had().then(() => {
          if (this.holder === reject) {
            this.holder = undefined;
            this.queue.shift()?.begin();
          }
          resolve();
        }, reject);
      };
      if (how.steal) {
        this.holder?.(aborted());
        begin();
      } else if (!this.holder) {
        begin();
      } else {
        const waiting = { begin };
        this.queue.push(waiting);
        how.signal?.addEventListener('abort', () => {
          this.queue.splice(this.queue.indexOf(waiting), 1);
          reject(aborted());
        });
      }
    });
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('tabs', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  async function two() {
    const browser = new Browser();
    const one = browser.tab('one');
    const other = browser.tab('other');
    one.tabs.start();
    await settled();
    other.tabs.start();
    await settled();
    return { browser, one, other };
  }

  test('ask once for what all of them want, and hear all of it', async () => {
    const { browser, one, other } = await two();
    one.tabs.want('news', '', (item) => one.heard.push(item));
    other.tabs.want('news', '', (item) => other.heard.push(item));
    one.say('first');
    one.say('second');
    expect(browser.asked).toEqual(['one ']);
    expect(one.heard).toEqual(['one begins', 'one begins', 'first', 'second']);
    expect(other.heard).toEqual(['one begins', 'first', 'second']);
  });

  test('ask for what only one that does not lead wants, and tell one that comes later what was said last', async () => {
    const { browser, one, other } = await two();
    other.tabs.want('list', '{"state":"FAILED"}', (item) => other.heard.push(item));
    one.say('page');
    const third = browser.tab('third');
    third.tabs.start();
    third.tabs.want('list', '{"state":"FAILED"}', (item) => third.heard.push(item));
    await settled();
    expect(browser.asked).toEqual(['one {"state":"FAILED"}']);
    expect(third.heard).toEqual(['page']);
  });

  test('go on when the one that led is closed', async () => {
    const { browser, one, other } = await two();
    other.tabs.want('news', '', (item) => other.heard.push(item));
    one.say('before');
    one.tabs.stop();
    await settled();
    expect(other.tabs.leads).toBe(true);
    expect([...browser.open]).toEqual(['other ']);
    other.say('after');
    expect(other.heard).toEqual(['one begins', 'one begins', 'before', 'other begins', 'after']);
  });

  test('take the lead from one that stands still, and leave it to that one no more', async () => {
    const { browser, one, other } = await two();
    one.tabs.want('news', '', (item) => one.heard.push(item));
    other.tabs.want('news', '', (item) => other.heard.push(item));
    one.at.frozen = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(other.tabs.leads).toBe(true);
    expect(one.tabs.leads).toBe(false);
    expect([...browser.open]).toEqual(['other ']);
    one.at.frozen = false;
    other.say('news');
    expect(one.heard.at(-1)).toEqual('news');
  });

  test('leave the lead where it is while nobody looks', async () => {
    const { one, other } = await two();
    one.at.frozen = true;
    other.at.visible = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one.tabs.leads).toBe(true);
  });

  test('end what nobody wants any more, and lists that nobody looks at', async () => {
    const { browser, one, other } = await two();
    const end = one.tabs.want('list', 'a', () => undefined);
    other.tabs.want('list', 'b', () => undefined);
    end();
    expect([...browser.open]).toEqual(['one b']);
    other.at.visible = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect([...browser.open]).toEqual([]);
    other.at.visible = true;
    other.tabs.tick();
    expect([...browser.open]).toEqual(['one b']);
  });

  test('know whether somebody looks at any of them', async () => {
    const { one, other } = await two();
    other.tabs.want('news', '', () => undefined);
    other.at.focused = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(one.tabs.lookedAtAnywhere).toBe(true);
    other.at.focused = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(one.tabs.lookedAtAnywhere).toBe(false);
  });
});
