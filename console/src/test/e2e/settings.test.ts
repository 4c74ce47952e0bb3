import { createHmac } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base, browse, cli, faults, get, home, over, project, start, violations, visit } from './harness.ts';

let browser: Browser;
let root: string;
let viewer: string;
let done: string;

beforeAll(async () => {
  browser = await browse();
  root = project(
    'hooked',
    { plain: '  - { id: one, run: "true" }', gated: '  - { id: gated, run: "true", gates: [approval] }' },
    {
      'ship/issue.yaml': `kind: builderos/pipeline@v1
name: issue
version: 1.0.0
on: { webhook: { provider: github, events: [issues.labeled], when: 'event.label.name == "build"' }, manual: true }
steps:
  - { id: one, run: "true" }
`,
    },
  );
  done = await start(root, 'plain');
  await over(done);
  await cli(home, 'members', 'add', 'service:looks', '--role', 'Viewer');
  viewer = (await cli(home, 'tokens', 'make', 'looks', '--for', 'service:looks')).trim();
});

afterAll(() => browser.close());

const dialog = (page: Page) => page.getByRole('dialog');
const me = async (token: string) => {
  const response = await fetch(`${base}/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as { id?: string; role?: string } };
};
const labeled = (name: string) => JSON.stringify({ action: 'labeled', issue: { number: 7, title: 'a page' }, label: { name } });

function deliver(address: string, secret: string, id: string, body: string): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-GitHub-Event': 'issues',
      'X-GitHub-Delivery': id,
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  });
}

/** What is shown once, beside its name. */
const told = async (of: Locator, name: string) =>
  (await of.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]').locator('code').textContent()) ?? '';

describe('settings', () => {
  test('add a program with the keyboard alone, let it in by a token that is shown once, and take both away', async () => {
    const { page, wrong } = await visit(browser);
    await page.goto(`${base}/settings`);
    await page.getByText('You are the only person here').waitFor();
    await page.getByRole('button', { name: 'Add a program …' }).focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('nightly');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name: /service:nightly/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('Builder');
    await row.getByRole('button', { name: /^Change the role/ }).click();
    await dialog(page).getByRole('radio', { name: /^Viewer/ }).check();
    await dialog(page).getByRole('button', { name: 'Change' }).click();
    await row.getByRole('cell', { name: 'Viewer', exact: true }).waitFor();

    await page.getByRole('link', { name: 'Tokens' }).click();
    await page.getByRole('button', { name: 'Make a token …' }).click();
    await dialog(page).getByLabel('What it is for').fill('deploys');
    await dialog(page).getByLabel('Stands for').selectOption('service:nightly');
    expect(await dialog(page).getByLabel('Gives no more than').locator('option').allTextContents()).toEqual(['all that both of you may do', 'Viewer']);
    await dialog(page).getByRole('button', { name: 'Make it' }).click();
    await dialog(page).getByText('shown once').waitFor();
    const secret = (await dialog(page).locator('code').textContent()) ?? '';
    expect(await me(secret)).toMatchObject({ status: 200, body: { id: 'service:nightly', role: 'Viewer' } });
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);

    await page.getByRole('button', { name: 'Revoke deploys' }).click();
    await dialog(page).getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke deploys' }).waitFor({ state: 'detached' });
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Members' }).click();
    await row.getByRole('button', { name: 'Remove service:nightly' }).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
    expect(wrong).toEqual([]);
  });

  test('say what each role may do, as the server has it', async () => {
    const { page } = await visit(browser);
    await page.goto(`${base}/settings/roles`);
    await page.getByRole('searchbox', { name: 'Find what may be done' }).fill('stopDeployment');
    const prod = page.getByRole('row', { name: /in prod/ });
    await prod.waitFor();
    expect(await prod.locator('.sr-only').allTextContents()).toEqual(['may', 'may', 'may not', 'may not', 'may not']);
    expect(await page.getByRole('row', { name: /in dev/ }).locator('.sr-only').allTextContents()).toEqual(['may', 'may', 'may', 'may not', 'may not']);
  });

  test('add a webhook, show live what comes and why it starts or not, explain it and send it again', async () => {
    const { page, wrong } = await visit(browser);
    await page.goto(`${base}/settings/webhooks`);
    await page.getByText('No webhook yet').waitFor();
    await page.getByRole('button', { name: 'Add a webhook …' }).click();
    await dialog(page).getByLabel('Project').selectOption('hooked');
    expect(await dialog(page).getByLabel('Who sends').locator('option').allTextContents()).toEqual(['github', 'gitlab', 'standard', 'hmac']);
    await dialog(page).getByRole('button', { name: 'Add' }).click();
    await dialog(page).getByText('shown once').waitFor();
    expect(await violations(page)).toEqual([]);
    const address = await told(dialog(page), 'Address');
    const secret = await told(dialog(page), 'Secret');
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: /^github in hooked/ }).click();
    await page.getByText('Nothing came yet').waitFor();

    expect((await deliver(address, secret, 'one', labeled('other'))).status).toBe(202);
    await page.getByText('1 skipped').waitFor();
    const delivery = page.getByRole('region', { name: /^Delivery/ });
    await delivery.getByText('when event.label.name == "build" is false').waitFor();
    expect((await deliver(address, secret, 'two', labeled('build'))).status).toBe(202);
    await page.getByRole('navigation', { name: 'Deliveries' }).getByRole('link', { name: /1 started/ }).click();
    const run = delivery.getByRole('link', { name: /^run / });
    const first = (await run.getAttribute('href')) ?? '';
    expect(await over(first.slice(-36))).toBe('SUCCEEDED');
    await delivery.getByRole('button', { name: 'Explain' }).click();
    await delivery.getByRole('region', { name: 'What it would start now' }).getByText('starts', { exact: true }).waitFor();

    await delivery.getByRole('button', { name: 'Redeliver …' }).click();
    await dialog(page).getByRole('button', { name: 'Redeliver' }).click();
    await delivery.getByText('delivered again by hand').waitFor();
    const second = (await run.getAttribute('href')) ?? '';
    expect(second).not.toBe(first);
    expect(await over(second.slice(-36))).toBe('SUCCEEDED');

    await page.getByRole('button', { name: 'What would start? …' }).click();
    await dialog(page).getByLabel('Event').fill('issues');
    await dialog(page).getByLabel('Body').fill(labeled('other'));
    await dialog(page).getByRole('button', { name: 'Explain' }).click();
    await dialog(page).getByText('is false').waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Another secret …' }).click();
    await dialog(page).getByRole('button', { name: 'Make it' }).click();
    await dialog(page).getByText('shown once').waitFor();
    const newer = await told(dialog(page), 'Secret');
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    expect((await deliver(address, newer, 'three', labeled('none'))).status).toBe(202);
    await expect.poll(() => page.getByRole('navigation', { name: 'Deliveries' }).getByRole('link').count()).toBe(4);
    await page.getByRole('button', { name: 'Remove …' }).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No webhook yet').waitFor();
    expect((await deliver(address, newer, 'four', labeled('none'))).status).toBe(401);
    expect(wrong).toEqual([]);
  });
});

describe('who only looks', () => {
  test('finds every button with the reason why it does nothing, and places that are not theirs left out', async () => {
    const { page, wrong } = await visit(browser, base, 'light', viewer);
    const answered: number[] = [];
    page.on('response', (response) => void answered.push(response.status()));
    expect(await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Audit' }).count()).toBe(0);
    const off = async (name: string) => {
      const button = page.getByRole('button', { name }).first();
      await button.waitFor();
      expect(await button.getAttribute('aria-disabled'), name).toBe('true');
      expect(await button.getAttribute('title'), name).toMatch(/Viewer/);
      await button.focus();
      await page.keyboard.press('Enter');
    };
    await page.goto(`${base}/runs/${done}`);
    for (const name of ['Run again', 'Resume …', 'Replay', 'Fork …', 'Do it again …']) {
      await off(name);
    }
    await page.getByText('A Viewer of local may not do this').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goto(`${base}/projects/hooked/pipelines?pipeline=ship%2Fplain.yaml`);
    await off('Run');
    for (const [path, name] of [['/settings/members', 'Add a program …'], ['/audit', 'Verify']] as const) {
      await page.goto(base + path);
      await off(name);
      expect(await violations(page), path).toEqual([]);
    }
    await page.goto(`${base}/settings/webhooks`);
    await page.getByText('Webhooks are not shown to you').waitFor();
    await page.goto(`${base}/server`);
    await page.getByRole('heading', { name: 'Server' }).waitFor();

    const gated = await start(root, 'gated');
    await page.goto(`${base}/runs/${gated}`);
    for (const name of ['Approve once', 'Deny …', 'Cancel …', 'Pause']) {
      await off(name);
    }
    expect(answered).not.toContain(403);
    const { approvals } = await get<{ approvals: { id: string; runId: string }[] }>('/v1/approvals?state=PENDING');
    await cli(root, 'approve', approvals.find((each) => each.runId === gated)?.id ?? '');
    expect(await over(gated)).toBe('SUCCEEDED');
    expect(wrong).toEqual([]);
  });
});

describe('every page of the settings', () => {
  test.each(['light', 'dark'] as const)('is without fault for axe, and as narrow as a phone, in %s', async (scheme) => {
    const hook = JSON.parse(await cli(root, 'hooks', 'add', 'github', '--json')) as { hook: { id: string }; secret: string };
    const address = `${base}/v1/hooks/${hook.hook.id}`;
    await deliver(address, hook.secret, 'one', labeled('other'));
    const { page, wrong } = await visit(browser, base, scheme);
    for (const path of ['/settings', '/settings/roles', '/settings/tokens', '/settings/webhooks', `/settings/webhooks?hook=${hook.hook.id}`, '/settings/webhooks?hook=none']) {
      for (const width of scheme === 'light' ? [1280, 360] : [1280]) {
        expect(await faults(page, path, width)).toEqual([]);
      }
    }
    expect(wrong).toEqual([]);
    await cli(root, 'hooks', 'remove', hook.hook.id);
  });
});
