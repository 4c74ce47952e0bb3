// Makes the pictures of the README, and the tour, from the real product: a server of its own, a project from the desk java-service, a run that
// is started, looked at and approved in the page. Takes img2webp (Debian: webp), Chromium, and a product that is built:
//   node console/scripts/pictures.mjs
import { execFile, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const LAUNCHER = fileURLToPath(new URL('../../builderos', import.meta.url));
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const WIDTH = 1200;
const HEIGHT = 750;
const LARGEST_TOUR = 3_000_000;

const scratch = mkdtempSync(join(tmpdir(), 'builderos-pictures-'));
const root = join(scratch, 'hello');
const env = { ...process.env, BUILDEROS_HOME: join(scratch, 'home') };
mkdirSync(root);
mkdirSync(env.BUILDEROS_HOME);

const git = (...words) => execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...words], { cwd: root, stdio: 'ignore' });
const cli = async (...words) => (await promisify(execFile)(LAUNCHER, words, { cwd: root, env })).stdout;
const json = async (...words) => JSON.parse(await cli(...words, '--json'));

// The tour, frame by frame.
const frames = [];
let page;

/** What the page shows now, without a caption. */
async function picture(name) {
  await page.evaluate(() => document.getElementById('caption')?.remove());
  await page.screenshot({ path: join(IMAGES, name), animations: 'disabled' });
}

/** Adds what the page shows now, for so long. */
async function frame(millis) {
  const path = join(scratch, `frame-${String(frames.length).padStart(3, '0')}.png`);
  await page.screenshot({ path });
  frames.push({ path, millis });
}

/** Adds what goes on in the page until something is there. */
async function watch(until, { every = 700, millis = 350, most = 60 } = {}) {
  let there = false;
  const waits = until.waitFor({ timeout: 90_000 }).then(() => (there = true));
  for (let i = 0; i < most && !there; i++) {
    await frame(millis);
    await Promise.race([waits, page.waitForTimeout(every)]);
  }
  await waits;
}

/** A sentence at the lower edge, which the product does not show. */
const say = (text) =>
  page.evaluate((said) => {
    const there = document.getElementById('caption') ?? document.body.appendChild(Object.assign(document.createElement('div'), { id: 'caption' }));
    there.setAttribute('popover', 'manual');
    there.textContent = said;
    Object.assign(there.style, {
      inset: 'auto auto 20px 50%', transform: 'translateX(-50%)', margin: '0', padding: '8px 18px', border: '0', borderRadius: '18px', background: '#12615b', color: '#fff', font: '600 15px system-ui, sans-serif',
    });
    there.hidePopover?.();
    there.showPopover();
  }, text);

/** Writes as somebody would. */
async function type(field, text) {
  for (let end = 4; end < text.length + 4; end += 4) {
    await field.fill(text.slice(0, end));
    await frame(110);
  }
}

async function makeProject() {
  git('init', '--quiet', '--initial-branch=main');
  git('init', '--quiet', '--bare', join(scratch, 'hello.git'));
  git('remote', 'add', 'origin', join(scratch, 'hello.git'));
  await cli('init', '--desk', 'java-service');
  writeFileSync(
    join(root, 'ship', 'issue.yaml'),
    `kind: builderos/pipeline@v1
name: issue
version: 1.0.0
on:
  webhook: { provider: github, events: [issues.labeled], when: 'event.label.name == "build"', inputs: { task: "\${event.issue.title}" } }
inputs: { task: { type: string, required: true } }
steps:
  - { id: note, run: "echo planned: \${inputs.task}" }
`,
  );
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Start from java-service');
  git('push', '--quiet', 'origin', 'main');
  await cli('run', 'release', '--yes');
}

/** An endpoint with what came to it. */
async function makeDeliveries(base) {
  const { hook, secret } = await json('hooks', 'add', 'github');
  for (const [id, label] of [['1', 'question'], ['2', 'build']]) {
    const body = JSON.stringify({ action: 'labeled', issue: { number: 7, title: 'add GET /health' }, label: { name: label } });
    const answer = await fetch(`${base}/v1/hooks/${hook.id}`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-GitHub-Event': 'issues',
        'X-GitHub-Delivery': id,
        'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    });
    if (answer.status !== 202) {
      throw new Error(`a delivery is answered with ${answer.status}: ${await answer.text()}`);
    }
  }
  return hook.id;
}

async function tour(browser) {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' });
  page = await context.newPage();
  const link = (await cli('open', '--print')).trim();
  const base = new URL(link).origin;
  await page.goto(link);
  await page.getByRole('heading', { name: 'Runs' }).waitFor();

  await page.goto(`${base}/projects/hello/pipelines?pipeline=ship%2Ffeature.yaml`);
  const form = page.getByRole('form', { name: 'Run feature' });
  await form.waitFor();
  await say('A pipeline of the project, and a form that runs it');
  await frame(2_200);
  const task = form.getByRole('textbox', { name: /^task/ });
  await task.scrollIntoViewIfNeeded();
  await type(task, 'add GET /health');
  await form.getByRole('button', { name: 'Run' }).scrollIntoViewIfNeeded();
  await frame(900);
  await form.getByRole('button', { name: 'Run' }).click();

  await page.getByRole('option', { name: /^plan / }).waitFor();
  await say('Agents work on a branch; everything is live');
  await watch(page.getByRole('option', { name: /^generate / }).getByText('running'));
  await say('What an agent says and does, and what the policy makes of it');
  await watch(page.getByRole('option', { name: /^generate / }).getByText('succeeded'));
  const run = page.url();
  await page.goto(`${run}?step=generate&tab=policy`);
  await page.getByText('agent-grant').first().waitFor();
  await say('Each decision of the policy, with its rule and reason');
  await frame(2_400);
  await page.goto(run);
  const card = page.getByRole('article', { name: /^Approval/ });
  await page.getByRole('option', { name: /^plan / }).waitFor();
  await say('Two lanes beside each other, a pull request, a preview');
  await watch(card);
  await page.evaluate(() => scrollTo(0, 0));
  await picture('console-approval.png');
  await say('The release to prod waits for your word: exactly this, once');
  await frame(3_500);
  await card.getByRole('button', { name: 'Approve once' }).scrollIntoViewIfNeeded();
  await frame(1_800);
  await card.getByRole('button', { name: 'Approve once' }).click();
  await say('Approved; the run goes on');
  await watch(page.getByRole('button', { name: 'Replay' }));
  const address = new URL(page.url());
  await page.evaluate(() => scrollTo(0, 0));
  await say('Released, watched, and a receipt that anybody can check');
  await frame(2_600);

  await page.goto(`${address.origin}${address.pathname}?tab=diff&changes=run`);
  await page.locator('.diff summary').first().waitFor();
  await picture('console-run.png');
  await say('What it changed');
  await frame(2_400);
  await page.goto(`${base}/projects/hello/deployments`);
  await page.getByRole('region', { name: 'Environment prod' }).waitFor();
  await say('What serves where, and the release before, one click away');
  await frame(2_600);

  const hook = await makeDeliveries(base);
  await page.goto(`${base}/settings/webhooks?hook=${hook}`);
  await page.getByRole('navigation', { name: 'Deliveries' }).getByRole('link').nth(1).waitFor();
  await picture('console-webhooks.png');
  await say('Webhooks: what came, and why it started something or not');
  await frame(2_800);
  await page.goto(`${base}/settings/roles`);
  await page.getByRole('region', { name: 'Who may do what' }).waitFor();
  await picture('console-roles.png');
  await say('Who may do what, as the server keeps to it');
  await frame(2_600);
}

function write() {
  const out = join(IMAGES, 'tour.webp');
  const words = ['-loop', '0', '-kmin', '40', '-kmax', '80'];
  frames.forEach(({ path, millis }) => words.push('-lossy', '-q', '62', '-m', '6', '-d', String(millis), path));
  const list = join(scratch, 'frames.txt');
  writeFileSync(list, [...words, '-o', out].join(' '));
  execFileSync('img2webp', [list], { stdio: 'inherit' });
  const size = statSync(out).size;
  console.log(`${frames.length} frames, ${Math.round(frames.reduce((sum, { millis }) => sum + millis, 0) / 1000)} s, ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_TOUR) {
    throw new Error(`the tour has ${size} bytes, more than ${LARGEST_TOUR}`);
  }
}

let browser;
try {
  await cli('up');
  await makeProject();
  browser = await chromium.launch({ executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  await tour(browser);
  write();
} finally {
  await browser?.close();
  // What is deployed outlives the server.
  for (const words of [['deployments', '--stop', 'dev'], ['deployments', '--stop', 'prod'], ['down']]) {
    await cli(...words).catch((failure) => console.error(failure.message));
  }
  rmSync(scratch, { recursive: true, force: true });
}
