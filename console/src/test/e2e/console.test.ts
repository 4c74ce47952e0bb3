import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base, browse, cli, Cut, faults, get, link, over, project, start, violations, visit } from './harness.ts';

const TICKS = 150;
const MANY = 1_000_000;

let browser: Browser;
let root: string;

beforeAll(async () => {
  browser = await browse();
  root = project('looked-at', {
    watched: `  - { id: first, run: "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i; sleep 0.4; done" }
  - { id: second, needs: [first], run: "echo done" }`,
    gated: '  - { id: gated, run: "echo through", gates: [approval] }',
    ticking: `  - { id: ticks, run: "i=0; while [ $i -lt ${TICKS} ]; do i=$((i+1)); echo tick $i; sleep 0.02; done" }`,
    hostile: String.raw`  - id: says
    out: [evil.md, evil.svg]
    run: |
      printf '<img src=x onerror=alert(1)>\n'
      printf '\033[31mred\033[0m and \033[2Kerased\n'
      printf 'safe\342\200\256gnp.exe\n'
      printf '# Hi\n<script>alert(2)</script>\n[go](javascript:alert(3))\n![p](http://evil.example/p.png)\n' > evil.md
      printf '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(4)"/>' > evil.svg`,
    many: `  - { id: many, run: "seq 1 ${MANY}" }`,
  });
});

afterAll(() => browser.close());

const option = (page: Page, step: string) => page.getByRole('option', { name: new RegExp(`^${step} `) });
const openRun = (page: Page, run: string, query = '') => page.goto(`${new URL(page.url()).origin}/runs/${run}${query}`);

describe('getting in', () => {
  test('says how to get in, and shows nothing, without a session', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${base}/runs`);
    await page.getByText('builderos open').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('a link lets one browser in, once, and leaves no trace in the address', async () => {
    const path = await link();
    const one = await (await browser.newContext()).newPage();
    await one.goto(base + path);
    await one.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(one.url()).toBe(`${base}/`);
    const other = await (await browser.newContext()).newPage();
    await other.goto(base + path);
    await other.getByText('session.link-used-up').waitFor();
    expect(await other.getByRole('navigation').count()).toBe(0);
  });

  test('keeps the cookie from scripts and from pages of other ports', async () => {
    const { page, context } = await visit(browser);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const [cookie] = await context.cookies(`${base}/v1/runs`);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/v1' });
    const withoutKey = await page.evaluate(async () => (await fetch('/v1/runs')).status);
    expect(withoutKey).toBe(401);
    const cut = await Cut.start();
    const elsewhere = await context.newPage();
    await elsewhere.goto(`${cut.origin}/runs`);
    await elsewhere.getByText('builderos open').waitFor();
    cut.close();
  });

  test('serves the page so that nothing foreign runs in it or around it', async () => {
    const page = await fetch(`${base}/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-|\*/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
    const asset = await fetch(base + script);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('content-encoding')).toBe('gzip');
    expect(Number(asset.headers.get('content-length'))).toBeLessThan(250_000);
    for (const path of ['/nothing', '/v1/runs', '/v1', '/runs/latest', '/assets/none.js', '/assets/..%2findex.html']) {
      expect((await fetch(base + path)).status, path).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('a run', () => {
  test('is watched live to its end', async () => {
    const { page, wrong } = await visit(browser);
    const run = await start(root, 'watched');
    await openRun(page, run, '?step=first');
    await option(page, 'first').getByText('running').waitFor();
    await page.getByRole('log').getByText('line 1', { exact: true }).waitFor();
    expect(await option(page, 'second').textContent()).toContain('pending');
    await page.getByRole('log').getByText('line 12', { exact: true }).waitFor();
    await option(page, 'second').getByText('succeeded').waitFor();
    await page.getByText('receipt', { exact: false }).first().waitFor();
    expect(await over(run)).toBe('SUCCEEDED');
    await page.getByRole('button', { name: 'Replay' }).waitFor();
    expect(wrong).toEqual([]);
  });

  test('gets its approval in the page, and goes on', async () => {
    const { page, wrong } = await visit(browser);
    const run = await start(root, 'gated');
    await openRun(page, run);
    const card = page.getByRole('article', { name: /^Approval/ });
    await card.getByText('echo through').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await card.getByRole('button', { name: 'Approve once' }).click();
    await option(page, 'gated').getByText('succeeded').waitFor();
    await card.waitFor({ state: 'detached' });
    expect(await over(run)).toBe('SUCCEEDED');
    const audit = await get<{ entries: { what: { method?: string } }[] }>(`/v1/audit?run=${run}&kind=approval`);
    expect(audit.entries.map((entry) => entry.what.method)).toContain('console');
    expect(wrong).toEqual([]);
  });

  test('loses and doubles no line of a log whose connection breaks', async () => {
    const cut = await Cut.start();
    const { page } = await visit(browser, cut.origin);
    const run = await start(root, 'ticking');
    await openRun(page, run, '?step=ticks&tab=log');
    const log = page.getByRole('log');
    const newest = () => log.locator('.line .n').evaluateAll((rows) => Math.max(0, ...rows.map((row) => Number(row.textContent))));
    for (const seen of [20, 60, 100]) {
      await expect.poll(newest).toBeGreaterThanOrEqual(seen);
      cut.cut();
    }
    await log.getByText(`tick ${TICKS}`, { exact: true }).waitFor();
    await option(page, 'ticks').getByText('succeeded').waitFor();
    expect(cut.cuts).toBe(3);

    const seen = new Map<string, string>();
    const lines = await get<{ lines: { n: number; text: string }[] }>(`/v1/runs/${run}/steps/ticks/log?limit=5000`);
    for (let top = 0; seen.size < lines.lines.length && top <= lines.lines.length * 20; top += 200) {
      await log.evaluate((pane, to) => pane.scrollTo(0, to), top);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      for (const [n, text] of await log.locator('.line').evaluateAll((rows) =>
        rows.map((row) => [row.querySelector('.n')?.textContent ?? '', row.querySelector('.text')?.textContent ?? '']),
      )) {
        expect(seen.get(n as string) ?? text).toBe(text);
        seen.set(n as string, text as string);
      }
    }
    expect([...seen.entries()].sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(
      lines.lines.map((line) => [String(line.n), line.text]),
    );
    cut.close();
  });

  test('shows what is hostile as what it is, and runs none of it', async () => {
    const { page, wrong } = await visit(browser);
    const run = await start(root, 'hostile');
    expect(await over(run)).toBe('SUCCEEDED');
    await openRun(page, run, '?step=says&tab=log');
    const log = page.getByRole('log');
    await log.getByText('<img src=x onerror=alert(1)>', { exact: true }).waitFor();
    expect(await log.locator('.fg-red').textContent()).toBe('red');
    expect(await log.textContent()).not.toContain('\u202e');
    expect(await log.getByText('RLO', { exact: true }).count()).toBe(1);
    await page.getByRole('tab', { name: /Artifacts/ }).click();
    await page.getByRole('button', { name: 'evil.md' }).click();
    const preview = page.getByRole('region', { name: 'Content of evil.md' });
    await preview.getByText('<script>alert(2)</script>').waitFor();
    expect(await preview.locator('a, img, script').count()).toBe(0);
    await page.getByRole('button', { name: 'evil.svg' }).click();
    const picture = page.getByRole('region', { name: 'Content of evil.svg' });
    await picture.getByText('onload="alert(4)"').waitFor();
    expect(await picture.locator('img, svg').count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  test('opens a log of a million lines at once, and any place in it', async () => {
    const { page } = await visit(browser);
    const run = await start(root, 'many');
    expect(await over(run)).toBe('SUCCEEDED');
    await page.getByRole('link', { name: 'BuilderOS' }).click();
    const began = performance.now();
    await openRun(page, run, '?step=many&tab=log');
    const log = page.getByRole('log');
    await log.getByText('1', { exact: true }).last().waitFor();
    const opened = performance.now() - began;
    await openRun(page, run, '?step=many&tab=log&line=765432');
    await log.locator('.marked .text', { hasText: '765432' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search in the log' }).fill('999999');
    await page.keyboard.press('Enter');
    await log.locator('.hit .text', { hasText: '999999' }).waitFor();
    const frames = await log.evaluate(async (pane) => {
      const times: number[] = [];
      let before = performance.now();
      for (let i = 0; i < 60; i++) {
        pane.scrollTop -= 700;
        await new Promise((drawn) => requestAnimationFrame(drawn));
        times.push(performance.now() - before);
        before = performance.now();
      }
      return times.sort((a, b) => a - b);
    });
    console.log(`a million lines: opened in ${Math.round(opened)} ms, frames p50 ${Math.round(frames[30] ?? 0)} ms, p95 ${Math.round(frames[57] ?? 0)} ms`);
    expect(opened).toBeLessThan(15_000);
    expect(await log.locator('.line').count()).toBeLessThan(200);
  });
});

describe('the inbox', () => {
  test('is worked through with the keyboard alone, and closes what was answered elsewhere', async () => {
    const { page, wrong } = await visit(browser);
    const runs = [await start(root, 'gated'), await start(root, 'gated'), await start(root, 'gated')];
    await page.keyboard.press('Control+k');
    await page.keyboard.type('inbox');
    await page.keyboard.press('Enter');
    const waiting = page.getByRole('list', { name: 'Waiting' }).getByRole('link');
    await expect.poll(() => waiting.count()).toBe(3);
    expect(await violations(page)).toEqual([]);

    const { approvals } = await get<{ approvals: { id: string; runId: string }[] }>('/v1/approvals?state=PENDING');
    const elsewhere = approvals.find((approval) => approval.runId === runs[2]);
    await cli(root, 'approve', elsewhere?.id ?? '');
    await expect.poll(() => waiting.count()).toBe(2);

    await page.keyboard.press('j');
    expect(await waiting.nth(1).getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('k');
    expect(await waiting.nth(0).getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('a');
    await expect.poll(() => waiting.count()).toBe(1);
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await page.keyboard.type('not on a Friday');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => waiting.count()).toBe(0);

    const ends = await Promise.all(runs.map(over));
    expect(ends.toSorted()).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(wrong).toEqual([]);
  });
});

describe('every page', () => {
  test.each(['light', 'dark'] as const)('is without fault for axe, and as narrow as a phone, in %s', async (scheme) => {
    const { page, wrong } = await visit(browser, base, scheme);
    const { runs } = await get<{ runs: { id: string }[] }>('/v1/runs?limit=1');
    const run = runs[0]?.id ?? '';
    const tabs = ['log', 'diff', 'artifacts', 'policy', 'provenance'].map((tab) => `/runs/${run}?tab=${tab}`);
    for (const path of ['/runs', ...tabs, '/inbox', '/projects', '/projects/looked-at', '/policies', '/audit', '/shelf', '/server']) {
      for (const width of [1280, 360]) {
        expect(await faults(page, path, width)).toEqual([]);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('keeps the filters of runs in the address', async () => {
    const { page } = await visit(browser);
    await page.goto(`${base}/runs?pipeline=hostile`);
    await page.getByRole('cell', { name: 'hostile' }).waitFor();
    expect(await page.getByRole('cell', { name: 'gated' }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'State' }).selectOption('FAILED');
    await page.getByText('No run is like that').waitFor();
    expect(new URL(page.url()).search).toBe('?pipeline=hostile&state=FAILED');
  });
});
