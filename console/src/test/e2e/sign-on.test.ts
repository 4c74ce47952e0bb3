import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base, browse, cli, home, violations } from './harness.ts';

// People with accounts at a real Keycloak: in a browser, and from a terminal whose code they confirm in one.

interface Account {
  email: string;
  password: string;
  issuer: string;
}

let browser: Browser;
let ann: Account;
let stranger: Account;

const account = async (email: string) => JSON.parse(await cli(home, 'cluster', 'account', email, '--json')) as Account;

beforeAll(async () => {
  browser = await browse();
  ann = await account('ann@example.com');
  stranger = await account('stranger@example.com');
  await cli(home, 'members', 'add', 'ann@example.com', '--role', 'Viewer');
});

afterAll(() => browser.close());

async function page(): Promise<Page> {
  const context = await browser.newContext();
  context.setDefaultTimeout(60_000);
  return context.newPage();
}

async function giveCredentials(at: Page, who: Account): Promise<void> {
  await at.locator('#username').fill(who.email);
  await at.locator('#password').fill(who.password);
  await at.locator('#kc-login').click();
}

async function signIn(who: Account): Promise<Page> {
  const one = await page();
  await one.goto(`${base}/runs`);
  await one.getByRole('link', { name: 'Sign in with your account' }).click();
  await giveCredentials(one, who);
  return one;
}

test('a person signs in with their account, and acts as themselves', async () => {
  const one = await signIn(ann);
  await one.getByRole('navigation').waitFor();
  expect(one.url()).toBe(`${base}/`);
  const me = await one.evaluate(async () => {
    const key = localStorage.getItem('builderos.session-key') ?? '';
    return (await (await fetch('/v1/me', { headers: { 'X-BuilderOS-Key': key } })).json()) as object;
  });
  expect(me).toMatchObject({ id: 'ann@example.com', org: 'local', role: 'Viewer' });
});

test('a way back that was not begun by this browser leads nowhere', async () => {
  const one = await page();
  const answer = await one.goto(`${base}/v1/sign-on/callback?code=x&state=y`);
  expect(answer?.status()).toBe(403);
  expect(await answer?.text()).toContain('sign-on.refused');
});

test('an account that belongs to no org sees nothing, and is told why', async () => {
  const one = await signIn(stranger);
  await one.getByText('belongs to no org').waitFor();
  expect(await one.getByRole('navigation').count()).toBe(0);
});

test('a terminal is signed on by a code that is confirmed in a browser', async () => {
  const java = join(process.env.JAVA_HOME ?? '', 'bin', 'java');
  const login = spawn(java, ['-Xlog:disable', '-cp', process.env.E2E_CLI ?? '', 'dev.builderos.cli.Main', 'login', '--json']);
  let out = '';
  let told = '';
  login.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  login.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
  const ended = new Promise<number | null>((resolve) => login.on('close', resolve));
  await expect.poll(() => /http:\S+user_code=\S+/.exec(told)?.[0], { timeout: 60_000 }).toBeTruthy();

  const one = await page();
  await one.goto(/http:\S+user_code=\S+/.exec(told)?.[0] ?? '');
  await giveCredentials(one, ann);
  await one.locator('#kc-login, [name=accept]').first().click();

  expect(await ended, told).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ id: 'ann@example.com', role: 'Viewer' });
  expect(await cli(home, 'whoami')).toContain('ann@example.com, Viewer of local');
  await expect(cli(home, 'members', 'add', 'bob@example.com')).rejects.toThrow(/may not do this/);
  const token = (await cli(home, 'tokens', 'make', 'mine')).trim();
  const mine = await fetch(`${base}/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
  expect(await mine.json()).toMatchObject({ id: 'ann@example.com', role: 'Viewer' });

  // F46. While the provider is away, who is signed on stays so, and what it cannot have issued is refused as that.
  await cli(home, 'cluster', 'kill', 'keycloak');
  expect(await cli(home, 'whoami')).toContain('ann@example.com, Viewer of local');
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(`${base}/v1/me`, { headers: { Authorization: `Bearer ${forged(`unknown-${i}`)}` } });
    expect(answer.status, await answer.text()).toBe(401);
  }
  await cli(home, 'cluster', 'up', '--runners', '1');
  expect(await cli(home, 'whoami')).toContain('ann@example.com, Viewer of local');
  await newKey();

  expect(await cli(home, 'logout')).toContain('signed off');
  expect(await cli(home, 'whoami')).toContain('local:owner, Owner of local');
});

/** As the provider would issue it, signed by nobody. */
function forged(key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ann.issuer, aud: 'builderos', azp: 'builderos', typ: 'Bearer', sub: 'x', iat: now, exp: now + 300 };
  return `${part({ alg: 'RS256', typ: 'JWT', kid: key })}.${part(claims)}.${Buffer.alloc(256, 7).toString('base64url')}`;
}

/** Asks Keycloak as its administrator. */
async function keycloak(method: string, path: string, body?: object): Promise<Response> {
  const password = readFileSync(join(home, 'cluster', 'keycloak-admin-password'), 'utf8').trim();
  const at = new URL(ann.issuer).origin;
  const granted = await fetch(`${at}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: 'admin', password })
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const answer = await fetch(`${at}/admin/realms/builderos${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
  return answer;
}

/** From now on the provider signs with another key; the tests after this one sign on by it. */
async function newKey(): Promise<void> {
  await keycloak('POST', '/components', {
    name: 'newer',
    providerId: 'rsa-generated',
    providerType: 'org.keycloak.keys.KeyProvider',
    config: { priority: ['200'], enabled: ['true'], active: ['true'], algorithm: ['RS256'], keySize: ['2048'] }
  });
}

test('whoever has an account no more loses the console, in a page nobody touches as well', async () => {
  const left = await account('left@example.com');
  await cli(home, 'members', 'add', 'left@example.com', '--role', 'Viewer');
  const one = await signIn(left);
  await one.getByRole('navigation').waitFor();
  const renewed = Date.now() + 2 * 2_000;
  await expect.poll(() => Date.now() > renewed && one.getByRole('navigation').count(), { timeout: 30_000 }).toBe(1);

  const [{ id }] = (await (await keycloak('GET', '/users?email=left@example.com&exact=true')).json()) as [{ id: string }];
  await keycloak('PUT', `/users/${id}`, { enabled: false });

  await one.getByRole('link', { name: 'Sign in with your account' }).waitFor();
});

test('what one org has, nobody of another one sees', async () => {
  const olga = await account('olga@example.com');
  await cli(home, 'orgs', 'make', 'acme', '--owner', 'olga@example.com');
  const one = await signIn(olga);
  await one.getByRole('navigation').waitFor();
  const seen = await one.evaluate(async () => {
    const headers = { 'X-BuilderOS-Key': localStorage.getItem('builderos.session-key') ?? '' };
    const get = async (path: string) => (await (await fetch(path, { headers })).json()) as Record<string, unknown>;
    return { me: await get('/v1/me'), members: await get('/v1/members'), projects: await get('/v1/projects') };
  });
  expect(seen.me).toMatchObject({ org: 'acme', role: 'Owner' });
  expect(seen.members).toMatchObject({ members: [{ id: 'olga@example.com' }] });
  expect(seen.projects).toEqual({ projects: [] });
});

test('whoever belongs to several orgs chooses, and each tab stays where it is', async () => {
  const mila = await account('mila@example.com');
  await cli(home, 'orgs', 'make', 'globex', '--owner', 'mila@example.com');
  await cli(home, 'members', 'add', 'mila@example.com', '--role', 'Viewer');
  const one = await signIn(mila);
  await one.getByRole('button', { name: 'Org globex; you are Owner' }).click();
  await one.getByRole('navigation', { name: 'Orgs' }).getByRole('link', { name: /^local/ }).click();
  await one.getByRole('button', { name: 'Org local; you are Viewer' }).waitFor();
  const asked: string[] = [];
  one.context().on('request', (request) => {
    if (new URL(request.url()).pathname === '/v1/inbox') {
      asked.push(`${request.frame().page() === one ? 'one' : 'other'} ${request.headers()['builderos-org']}`);
    }
  });

  const other = await one.context().newPage();
  await other.goto(`${base}/settings/members?org=globex`);
  await other.getByRole('row', { name: /^mila@example.com/ }).waitFor();
  expect(other.url()).toBe(`${base}/settings/members`);
  await other.getByRole('button', { name: 'Invite somebody …' }).click();
  await other.getByRole('dialog').getByLabel('Address of their account').fill('nell@example.com');
  await other.getByRole('dialog').getByRole('radio', { name: /^Reviewer/ }).check();
  await other.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const invited = other.getByRole('row', { name: /^nell@example.com/ });
  await invited.getByText('has not signed on yet').waitFor();
  expect(await invited.textContent()).toContain('Reviewer');
  expect(await violations(other)).toEqual([]);

  await one.goto(`${base}/settings/members`);
  await one.getByRole('button', { name: 'Org local; you are Viewer' }).waitFor();
  await one.getByRole('row', { name: /^ann@example.com/ }).waitFor();
  expect(await one.getByRole('row', { name: /^nell@example.com/ }).count()).toBe(0);
  expect(asked).toContain('one local');
  expect(asked).toContain('other globex');
  expect(asked).not.toContain('other local');
});
