import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base, browse, cli, commit, faults, get, over, project, start, violations, visit } from './harness.ts';

let browser: Browser;
let root: string;
let quick: string;
let released: string;

const prompt = (version: string, changelog: string, ask: string) => `kind: builderos/prompt@v1
name: scribe/note
version: ${version}
changelog: ${changelog}
messages:
  - system: You write notes.
  - user: ${ask}
`;

const SERVICE = `import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
void main() throws Exception {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
    server.createContext("/", exchange -> {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write("ok".getBytes());
        exchange.close();
    });
    server.start();
}
`;

beforeAll(async () => {
  browser = await browse();
  root = project(
    'shop',
    {
      quick: `  - { id: one, run: "echo one > one.txt" }
  - { id: two, run: "echo two > two.txt; date +%N >> two.txt" }`,
      gated: '  - { id: gated, run: "echo through", gates: [approval] }',
      note: '  - { id: note, agent: scribe, prompt: "scribe/note@^1" }',
      release: '  - { id: release, action: deploy.release, env: dev }',
    },
    {
      'builderos.yaml': `kind: builderos/project@v1
name: shop
environments:
  dev: { deploy: local, command: java Service.java }
models: { default: { provider: script, name: notes, transcript: transcripts/notes.yaml } }
git: { provider: local, default_branch: main }
`,
      'builderos.policy.yaml': `kind: builderos/policy@v1
agents:
  pipeline:
    tools: [shell.exec, deploy.*]
  scribe:
    tools: [fs.write]
    paths: { write: ["notes/**"] }
`,
      'ship/asks.yaml': `kind: builderos/pipeline@v1
name: asks
version: 1.2.0
inputs:
  task: { type: string, required: true, description: "What to do. <img src=x onerror=alert(1)>" }
  rounds: { type: number, default: 2 }
  loud: { type: boolean, default: false }
steps:
  - { id: plan, run: "echo \${inputs.task} \${inputs.rounds} \${inputs.loud}" }
  - id: build
    lanes:
      api: [ { id: api, run: "true" } ]
      docs: [ { id: docs, run: "true" } ]
  - { id: ship, run: "true" }
`,
      'agents/scribe.yaml': `kind: builderos/agent@v1
name: scribe
description: Writes notes.
tools: [fs.write]
system: You write what you are told.
`,
      'prompts/note.yaml': prompt('1.0.0', 'The first.', 'Write a note.'),
      'transcripts/notes.yaml': `kind: builderos/transcript@v1
name: notes
steps:
  note:
    - say: I write.
      calls: [ { tool: fs.write, with: { path: notes/a.md, content: "a" } } ]
    - say: Done.
`,
      'Service.java': SERVICE,
    },
  );
  quick = await start(root, 'quick');
  await over(quick);
  await over(await start(root, 'note'));
  released = await start(root, 'release');
  await over(released);
});

afterAll(() => browser.close());

const option = (page: Page, step: string) => page.getByRole('option', { name: new RegExp(`^${step} `) });

describe('a pipeline', () => {
  test('shows its steps, says what is wrong in its form, and is run from there', async () => {
    const { page, wrong } = await visit(browser);
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shop pipelines');
    await page.getByRole('option', { name: 'shop: pipelines' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pipelines' }).getByRole('link', { name: /^asks/ }).click();
    const steps = page.getByRole('region', { name: 'Steps and what they wait for' }).getByRole('listitem');
    expect(await steps.evaluateAll((all) => all.map((step) => step.querySelector('strong')?.textContent))).toEqual(['plan', 'api', 'docs', 'build', 'ship']);
    expect(await steps.nth(3).textContent()).toContain('after api, docs');

    const form = page.getByRole('form', { name: 'Run asks' });
    await form.getByRole('textbox', { name: /^rounds/ }).fill('three');
    await form.getByRole('button', { name: 'Run' }).click();
    await form.getByText('This has to be given.').waitFor();
    await form.getByText('This has to be a number').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('input-task');
    expect(await violations(page)).toEqual([]);

    await page.keyboard.type('say $(id) "quoted"');
    await form.getByRole('textbox', { name: /^rounds/ }).fill('3');
    await form.getByRole('combobox', { name: /^loud/ }).selectOption('yes');
    await form.getByRole('button', { name: 'Run' }).press('Enter');
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    const run = page.url().slice(-36);
    expect(await over(run)).toBe('SUCCEEDED');
    const view = await get<{ inputs: unknown; summary: { pipeline: string } }>(`/v1/runs/${run}`);
    expect(view.summary.pipeline).toBe('asks');
    expect(view.inputs).toEqual({ task: 'say $(id) "quoted"', rounds: 3, loud: true });
    expect(wrong).toEqual([]);
  });

  test('tells how the server gets to know the files when it has none', async () => {
    const { page } = await visit(browser);
    await page.goto(`${base}/projects/nobody/pipelines`);
    await page.getByText('project.unknown').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe('prompts', () => {
  test('show what a version changed, and which runs had it', async () => {
    commit(root, { 'prompts/note.yaml': prompt('1.1.0', 'Asks for a short one.', 'Write a short note.') });
    const later = await start(root, 'note');
    await over(later);
    const { page, wrong } = await visit(browser);
    await page.goto(`${base}/prompts?name=scribe/note`);
    await page.getByRole('heading', { name: 'From 1.0.0 to 1.1.0' }).waitFor();
    const changes = page.getByRole('region', { name: 'Changes in scribe/note.yaml' });
    expect(await changes.locator('.line.add').allTextContents()).toContainEqual(expect.stringContaining('Write a short note.'));
    expect(await changes.locator('.line.del').allTextContents()).toContainEqual(expect.stringContaining('Write a note.'));
    await page.getByRole('cell', { name: 'Asks for a short one.' }).waitFor();
    const runs = page.locator(`a[href="/runs/${later}"]`);
    await runs.waitFor();
    expect(await page.locator('a[href^="/runs/"]').count()).toBe(1);
    await page.getByRole('link', { name: '1.0.0', exact: true }).click();
    await page.getByRole('heading', { name: 'Runs with 1.0.0' }).waitFor();
    await runs.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'note', exact: true }).waitFor();
    expect(wrong).toEqual([]);
  });
});

describe('agents', () => {
  test('say what they want, and where they work', async () => {
    const { page } = await visit(browser);
    await page.goto(`${base}/projects/shop/agents?agent=scribe`);
    await page.getByText('You write what you are told.').waitFor();
    await page.getByText('fs.write', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'note', exact: true }).click();
    await page.waitForURL(/pipelines\?pipeline=ship%2Fnote.yaml$/);
  });
});

describe('deployments', () => {
  test('show what serves, lead to the form that brings a release back, and are stopped', async () => {
    await over(await start(root, 'release'));
    const { page, wrong } = await visit(browser);
    await page.goto(`${base}/projects/shop/deployments`);
    const dev = page.getByRole('region', { name: 'Environment dev' });
    await dev.getByText(/^serves /).waitFor();
    const rows = dev.getByRole('row');
    await expect.poll(() => rows.count()).toBe(3);
    await dev.getByRole('link', { name: 'Bring back …' }).click();
    const form = page.getByRole('form', { name: 'Run rollback' });
    expect(await form.getByRole('textbox', { name: /^env/ }).inputValue()).toBe('dev');
    await form.getByRole('button', { name: 'Run' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    expect(await over(page.url().slice(-36))).toBe('SUCCEEDED');
    const { deployments } = await get<{ deployments: { live: boolean; runId: string }[] }>('/v1/projects/shop/deployments');
    expect(deployments.find((each) => each.live)?.runId).toBe(released);

    await page.goto(`${base}/projects/shop/deployments`);
    await dev.getByRole('button', { name: 'Stop …' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
    await dev.getByText('nothing serves').waitFor();
    expect(wrong).toEqual([]);
  });
});

describe('a step', () => {
  test('shows what it alone changed, unified or side by side, and the whole run beside', async () => {
    const { page } = await visit(browser);
    await page.goto(`${base}/runs/${quick}?step=two&tab=diff`);
    const names = () => page.locator('.diff summary').allTextContents();
    await page.locator('.diff summary').waitFor();
    expect((await names()).map((name) => name.includes('two.txt'))).toEqual([true]);
    await page.getByRole('button', { name: 'Side by side' }).click();
    await page.locator('.pair').first().waitFor();
    await page.getByRole('button', { name: 'Whole run' }).click();
    await expect.poll(async () => (await names()).length).toBe(2);
    expect(new URL(page.url()).search).toContain('view=side');
    await option(page, 'one').click();
    await page.getByRole('button', { name: 'Only this step' }).click();
    await expect.poll(async () => (await names()).join()).toMatch(/^[^,]*one\.txt[^,]*$/);
  });

  test('is done again after a look at what follows', async () => {
    const run = await start(root, 'quick');
    await over(run);
    const { page } = await visit(browser);
    await page.goto(`${base}/runs/${run}?step=two`);
    await page.getByRole('button', { name: 'Do it again …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resume this run' });
    await dialog.getByRole('checkbox', { name: /^two/ }).waitFor();
    expect(await dialog.getByRole('checkbox', { name: /^two/ }).isChecked()).toBe(true);
    expect(await dialog.getByRole('checkbox', { name: /^one/ }).isChecked()).toBe(false);
    await dialog.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByText('attempt 2').waitFor();
    expect(await over(run)).toBe('SUCCEEDED');
    const { facts } = await get<{ facts: { type: string; body: { step?: string } }[] }>(`/v1/runs/${run}/facts?limit=200`);
    expect(facts.filter((fact) => fact.type === 'StepStarted').map((fact) => fact.body.step)).toEqual(['one', 'two', 'two']);
  });
});

describe('two tabs', () => {
  test('ask the server once, both show what begins to wait, and the one that stays goes on', async () => {
    const { page: one, context } = await visit(browser);
    const asked: string[] = [];
    context.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname === '/v1/inbox' || pathname === '/v1/runs') {
        asked.push(`${request.frame().page() === one ? 'one' : 'other'} ${pathname}`);
      }
    });
    const other = await context.newPage();
    await other.goto(`${base}/runs`);
    const first = await start(root, 'gated');
    for (const page of [one, other]) {
      await expect.poll(() => page.title()).toBe('(1) BuilderOS');
      await page.locator(`a[href="/runs/${first}"]`).waitFor();
    }
    expect(asked.filter((each) => each === 'one /v1/runs').length).toBeGreaterThan(0);
    expect(asked.filter((each) => each.startsWith('other'))).toEqual([]);

    await one.close();
    const second = await start(root, 'gated');
    await expect.poll(() => other.title()).toBe('(2) BuilderOS');
    await other.locator(`a[href="/runs/${second}"]`).waitFor();
    expect(asked.filter((each) => each === 'other /v1/inbox')).toHaveLength(1);

    const { approvals } = await get<{ approvals: { id: string }[] }>('/v1/approvals?state=PENDING');
    for (const approval of approvals) {
      await cli(root, 'approve', approval.id);
    }
    await expect.poll(() => other.title()).toBe('BuilderOS');
    await Promise.all([first, second].map(over));
  });
});

describe('notifications', () => {
  test('are asked for by a button alone, and tell what begins to wait while nobody looks', async () => {
    const { page, context } = await visit(browser);
    await context.addInitScript(() => {
      const seen = { asked: 0, shown: [] as string[] };
      const Real = Notification;
      const ask = Real.requestPermission.bind(Real);
      Object.assign(window, {
        seen,
        Notification: class extends Real {
          static override requestPermission() {
            seen.asked++;
            return ask();
          }
          constructor(title: string, options?: NotificationOptions) {
            super(title, options);
            seen.shown.push(options?.body ?? '');
          }
        },
      });
      document.hasFocus = () => false;
    });
    await page.goto(`${base}/inbox`);
    await page.getByText('Nothing waits for you').waitFor();
    const seen = () => page.evaluate(() => (window as unknown as { seen: { asked: number; shown: string[] } }).seen);
    expect((await seen()).asked).toBe(0);
    await context.grantPermissions(['notifications']);
    await page.getByRole('button', { name: 'Notify me' }).click();
    await page.getByRole('button', { name: 'Notifies you · turn off' }).waitFor();
    expect((await seen()).asked).toBe(1);
    const run = await start(root, 'gated');
    await expect.poll(async () => (await seen()).shown.length).toBe(1);
    expect((await seen()).shown[0]).toContain('shop · gated');

    await page.getByRole('button', { name: 'Notifies you · turn off' }).click();
    await page.getByRole('button', { name: 'Approve once' }).click();
    expect(await over(run)).toBe('SUCCEEDED');
  });
});

describe('every new page', () => {
  test.each(['light', 'dark'] as const)('is without fault for axe, and as narrow as a phone, in %s', async (scheme) => {
    const { page, wrong } = await visit(browser, base, scheme);
    const pipelines = '/projects/shop/pipelines';
    for (const path of [
      '/projects/shop', pipelines, `${pipelines}?pipeline=ship/asks.yaml`, `${pipelines}?pipeline=none`, '/projects/shop/agents',
      '/projects/shop/agents?agent=scribe', '/projects/shop/deployments', '/projects/nobody/agents', '/prompts', '/prompts?name=scribe/note&view=side',
      '/prompts?name=none', `/runs/${quick}?step=two&tab=diff&view=side`,
    ]) {
      for (const width of [1280, 360]) {
        expect(await faults(page, path, width)).toEqual([]);
      }
    }
    expect(wrong).toEqual([]);
  });
});
