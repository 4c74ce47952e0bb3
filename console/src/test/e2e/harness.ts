import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** The installation under test: its server runs, and its environment is ours. */
function env(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; start these tests by ./builderos test --module integration-tests -Dit.test=ConsoleIT`);
  }
  return value;
}

export const home = env('BUILDEROS_HOME');
const cliJar = env('E2E_CLI');
export const port = (JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as { port: number }).port;
export const base = `http://127.0.0.1:${port}`;
const token = () => readFileSync(join(home, 'token'), 'utf8').trim();

const POLICY = `kind: builderos/policy@v1
agents:
  pipeline:
    tools: [shell.exec]
`;

/** A committed project whose pipelines are these, and whose other files are as given. */
export function project(name: string, pipelines: Record<string, string>, files: Record<string, string> = {}): string {
  const root = join(env('E2E_DIRECTORY'), name);
  mkdirSync(join(root, 'ship'), { recursive: true });
  writeFileSync(
    join(root, 'builderos.yaml'),
    `kind: builderos/project@v1\nname: ${name}\ngit: { provider: local, default_branch: main }\n`,
  );
  writeFileSync(join(root, 'builderos.policy.yaml'), POLICY);
  writeFileSync(join(root, '.gitignore'), '.builderos/\n');
  for (const [pipeline, steps] of Object.entries(pipelines)) {
    writeFileSync(
      join(root, 'ship', `${pipeline}.yaml`),
      `kind: builderos/pipeline@v1\nname: ${pipeline}\nversion: 1.0.0\nsteps:\n${steps}\n`,
    );
  }
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, files);
  return root;
}

const git = (root: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=It', '-c', 'user.email=it@example.com', ...words], { cwd: root });

/** Writes files and commits all there is. */
export function commit(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '-m', 'change');
}

export function cli(cwd: string, ...words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const java = join(env('JAVA_HOME'), 'bin', 'java');
    execFile(
      java,
      ['-XX:TieredStopAtLevel=1', '-Xlog:disable', '-cp', cliJar, 'dev.builderos.cli.Main', ...words],
      { cwd, timeout: 100_000 },
      (error, out, err) => (error ? reject(new Error(`${words.join(' ')}: ${out}\n${err}`)) : resolve(out)),
    );
  });
}

/** Starts a run and gives its id. */
export async function start(root: string, pipeline: string): Promise<string> {
  const out = await cli(root, 'run', pipeline, '--detach', '--json');
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(out)?.[0];
  if (!id) {
    throw new Error(`no run in ${out}`);
  }
  return id;
}

export async function get<T>(path: string): Promise<T> {
  const response = await fetch(base + path, { headers: { Authorization: `Bearer ${token()}` } });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

export async function link(as = token()): Promise<string> {
  const response = await fetch(`${base}/v1/session-links`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${as}` },
  });
  return ((await response.json()) as { path: string }).path;
}

/** Waits until a run is over; the server answers when it is. */
export async function over(run: string): Promise<string> {
  for (;;) {
    const view = await get<{ summary: { state: string } }>(`/v1/runs/${run}?wait=30s`);
    if (['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(view.summary.state)) {
      return view.summary.state;
    }
  }
}

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export function browse(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** A page that is signed in, and what went wrong in it: errors, what the content policy refused, requests to elsewhere. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  wrong: string[];
}

export async function visit(browser: Browser, origin = base, colorScheme: 'light' | 'dark' = 'light', as = token()): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) {
      wrong.push(message.text());
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('blob:')) {
      wrong.push(`request to ${request.url()}`);
    }
  });
  await page.goto(origin + (await link(as)));
  await page.getByRole('navigation').waitFor();
  return { page, context, wrong };
}

/** What stands out of the page to the right; nothing where nobody has to scroll sideways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('*')]
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => `${each.tagName} ${each.className} ${(each.textContent ?? '').trim().slice(0, 40)}`),
  );

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 AA and its own best practices. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> } }).axe;
    return (await axe.run()).violations.map((found) => `${found.id}: ${found.nodes.map((node) => String(node.target)).join(' | ')}`);
  });
}

/** What is wrong with a place when it is looked at in this width: for axe, or because one has to scroll sideways. */
export async function faults(page: Page, path: string, width: number): Promise<string[]> {
  await page.setViewportSize({ width, height: 800 });
  await page.goto(base + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.getByText('Loading').count()).toBe(0);
  return [...(await violations(page)), ...(await tooWide(page))].map((fault) => `${path} at ${width}: ${fault}`);
}

/** Stands between browser and server, and can cut every connection there is. */
export class Cut {
  private readonly sockets = new Set<Socket>();
  cuts = 0;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static start(): Promise<Cut> {
    return new Promise((resolve) => {
      let cut: Cut;
      const server = createServer((client) => {
        const upstream = connect(port, '127.0.0.1');
        for (const [from, to] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          cut.sockets.add(from);
          from.pipe(to);
          from.on('error', () => to.destroy());
          from.on('close', () => {
            cut.sockets.delete(from);
            to.destroy();
          });
        }
      });
      server.listen(0, '127.0.0.1', () => {
        cut = new Cut(server, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
        resolve(cut);
      });
    });
  }

  cut(): void {
    this.cuts++;
    this.sockets.forEach((socket) => socket.destroy());
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}
