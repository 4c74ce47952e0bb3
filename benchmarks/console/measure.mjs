// What is measured of the console: node measure.mjs HOME DIRECTORY lighthouse|pixels|memory
// HOME is of a server that runs, DIRECTORY a new one for a project.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [, , home, directory, ...what] = process.argv;
if (!home || !directory) {
  console.error('node measure.mjs HOME DIRECTORY [lighthouse] [pixels] [memory]');
  process.exit(64);
}
const { port } = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8'));
const base = `http://127.0.0.1:${port}`;
const token = readFileSync(join(home, 'token'), 'utf8').trim();
const PROJECT = 'measured';
const LINES = 1_000_000;
const TICKS = 300;
const CARDS = 30;

async function ask(method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return response.status === 204 ? undefined : response.json();
}

const pipeline = (name, steps) => `kind: builderos/pipeline@v1\nname: ${name}\nversion: 1.0.0\nsteps:\n${steps}\n`;
const FILES = {
  'builderos.yaml': `kind: builderos/project@v1\nname: ${PROJECT}\ngit: { provider: local, default_branch: main }\n`,
  'builderos.policy.yaml': 'kind: builderos/policy@v1\nagents:\n  pipeline:\n    tools: [shell.exec]\n',
  'ship/ticks.yaml': pipeline('ticks', `  - { id: ticks, run: "i=0; while [ $i -lt ${TICKS} ]; do i=$((i+1)); date +%s%3N; sleep 0.05; done" }`),
  'ship/card.yaml': pipeline('card', '  - { id: card, run: "true", gates: [approval] }'),
  'ship/many.yaml': pipeline('many', `  - { id: many, run: "seq 1 ${LINES}" }`),
};

async function prepare() {
  mkdirSync(join(directory, 'ship'), { recursive: true });
  for (const [path, text] of Object.entries(FILES)) {
    writeFileSync(join(directory, path), text);
  }
  const git = (...words) => execFileSync('git', ['-c', 'user.name=M', '-c', 'user.email=m@example.com', ...words], { cwd: directory });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'start');
  await ask('PUT', `/v1/projects/${PROJECT}`, { root: directory });
  const files = Object.entries(FILES).map(([path, text]) => ({ path, text }));
  return (await ask('POST', `/v1/projects/${PROJECT}/snapshots`, { files })).digest;
}

const start = async (snapshot, name) =>
  (
    await ask('POST', '/v1/runs', {
      project: PROJECT, snapshot, pipeline: `ship/${name}.yaml`, inputs: {}, options: { sandbox: 'bubblewrap', allowDirty: false },
    })
  ).runId;

async function over(run) {
  for (;;) {
    const { summary } = await ask('GET', `/v1/runs/${run}?wait=30s`);
    if (summary.endedAt) {
      return summary.state;
    }
  }
}

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function signedIn(use, args = []) {
  const profile = mkdtempSync(join(tmpdir(), 'console-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...args], viewport: { width: 1280, height: 900 },
  });
  try {
    const page = await context.newPage();
    await page.goto(base + (await ask('POST', '/v1/session-links')).path);
    await page.getByRole('navigation').first().waitFor();
    await use(page, context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function line(name, values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  console.log(`${name}: n ${sorted.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, most ${sorted.at(-1)} ms`);
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });

/** Accessibility of every place, as Lighthouse scores it. */
async function accessibility(snapshot) {
  const { default: lighthouse } = await import('lighthouse');
  const card = await start(snapshot, 'card');
  const done = await start(snapshot, 'ticks');
  await over(done);
  const debugging = await freePort();
  await signedIn(async () => {
    const places = process.env.PLACES?.split(',') ?? [
      '/runs', `/runs/${done}`, `/runs/${done}?tab=diff`, `/runs/${card}`, '/inbox', '/projects', `/projects/${PROJECT}`, `/projects/${PROJECT}/pipelines`,
      `/projects/${PROJECT}/agents`, `/projects/${PROJECT}/deployments`, '/prompts', '/policies', '/audit', '/shelf', '/server',
    ];
    for (const path of places) {
      const { lhr } = await lighthouse(base + path, {
        port: debugging, onlyCategories: ['accessibility'], disableStorageReset: true, throttlingMethod: 'provided', formFactor: 'desktop', screenEmulation: { disabled: true }, logLevel: 'error',
      });
      // The page of whoever is not signed in has no link.
      if (lhr.audits['link-name'].score === null) {
        throw new Error(`${path} was not looked at by somebody who is signed in`);
      }
      const failed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode === 'binary').map((audit) => audit.id);
      console.log(`lighthouse ${path.replace(/[0-9a-f-]{36}/, 'ID')}: accessibility ${Math.round(lhr.categories.accessibility.score * 100)} ${failed.join(' ')}`);
    }
  }, [`--remote-debugging-port=${debugging}`]);
  await ask('POST', `/v1/runs/${card}/cancel`, { reason: 'measured' });
}

/** From a line that a command writes, and from an approval that begins to wait, to a frame that shows it. */
async function pixels(snapshot) {
  await signedIn(async (page) => {
    const watch = () =>
      page.evaluate(() => {
        window.ages = new Map();
        const look = () => {
          for (const text of document.querySelectorAll('[role=log] .line .text')) {
            const wrote = Number(text.textContent);
            if (wrote > 1e12 && !window.ages.has(wrote)) {
              window.ages.set(wrote, -1);
              requestAnimationFrame(() => requestAnimationFrame(() => window.ages.set(wrote, Date.now() - wrote)));
            }
          }
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    const run = await start(snapshot, 'ticks');
    await page.goto(`${base}/runs/${run}?step=ticks&tab=log`);
    await watch();
    await over(run);
    const ages = await page.evaluate(() => [...window.ages.values()].slice(20).filter((age) => age >= 0));
    line('log line, written to shown', ages);

    await page.goto(`${base}/inbox`);
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    const cards = [];
    for (let i = 0; i < CARDS; i++) {
      const shown = page.evaluate(
        () =>
          new Promise((resolve) => {
            const before = new Set([...document.querySelectorAll('[id^=waits-]')].map((each) => each.id));
            const observer = new MutationObserver(() => {
              if ([...document.querySelectorAll('[id^=waits-]')].some((each) => !before.has(each.id))) {
                observer.disconnect();
                requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
              }
            });
            observer.observe(document.body, { subtree: true, childList: true });
          }),
      );
      const waits = await start(snapshot, 'card');
      const at = await shown;
      const { approvals } = await ask('GET', `/v1/approvals?state=PENDING&run=${waits}&limit=200`);
      const mine = approvals.find((approval) => approval.runId === waits);
      cards.push(at - Date.parse(mine.requestedAt));
      await ask('POST', `/v1/runs/${waits}/cancel`, { reason: 'measured' });
      await over(waits);
      await page.waitForFunction((id) => !document.getElementById(`waits-${id}`), mine.id);
    }
    line('approval, requested to shown', cards);
  });
}

/** What a tab keeps of a log of a million lines. */
async function memory(snapshot) {
  const run = await start(snapshot, 'many');
  await over(run);
  await signedIn(async (page, context) => {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    const used = async (when) => {
      await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
      console.log(`memory ${when}: JavaScript heap ${(of('JSHeapUsedSize') / 1e6).toFixed(1)} MB, ${of('Nodes')} nodes`);
    };
    await page.goto(`${base}/runs/${run}?tab=policy`);
    await page.getByRole('tabpanel').waitFor();
    await used('before the log');
    await page.goto(`${base}/runs/${run}?step=many&tab=log`);
    const log = page.getByRole('log');
    await log.locator('.line').first().waitFor();
    await used('log opened');
    for (let jump = 0; jump <= 50; jump++) {
      await log.evaluate((pane, to) => pane.scrollTo(0, pane.scrollHeight * to), jump / 50);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    }
    await log.locator('.line .n', { hasText: String(LINES) }).waitFor();
    await used('scrolled from end to end in 50 jumps');
  });
}

const measures = { lighthouse: accessibility, pixels, memory };
const snapshot = await prepare();
for (const name of what.length > 0 ? what : Object.keys(measures)) {
  await measures[name](snapshot);
}
