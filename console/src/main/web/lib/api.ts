import createClient from 'openapi-fetch';
import type { components, paths } from '@gateway';
import { acting } from './acting.ts';

export type Schemas = components['schemas'];
export type RunSummary = Schemas['RunSummary'];
export type RunView = Schemas['RunView'];
export type RunState = Schemas['RunState'];
export type StepState = Schemas['StepState'];
export type FactRecord = Schemas['FactRecord'];
export type ApprovalView = Schemas['ApprovalView'];
export type ArtifactView = Schemas['ArtifactView'];
export type ProblemDetails = Schemas['ProblemDetails'];
export type Role = Schemas['MemberRole']['role'];

/** An error as the server describes it, or that it cannot be reached. */
export class Problem extends Error {
  constructor(readonly details: ProblemDetails) {
    super(details.detail ?? details.title);
  }
}

const KEY_HEADER = 'X-BuilderOS-Key';
const ORG_HEADER = 'BuilderOS-Org';
const KEY_PLACE = 'builderos.session-key';
const OPEN_MARK = '#open=';
const ME = '/v1/me';

/** The key of this origin's session; its cookie is the browser's. */
let key = read();
const listeners = new Set<() => void>();
const refusals = new Set<() => void>();

function read(): string {
  try {
    return localStorage.getItem(KEY_PLACE) ?? '';
  } catch {
    // Without storage a session lasts as long as its tab.
    return '';
  }
}

function keep(value: string): void {
  key = value;
  try {
    localStorage.setItem(KEY_PLACE, value);
  } catch {
    return;
  }
}

export function onSignedOut(listener: () => void): void {
  listeners.add(listener);
}

/** Calls when whoever looks may not do something that the page offered, or belongs to the org no more. */
export function onRefused(listener: () => void): void {
  refusals.add(listener);
}

const REFUSED = ['request.not-permitted', 'org.not-a-member', 'request.invalid-org'];
export const isRefusal = (failure: unknown) => failure instanceof Problem && REFUSED.includes(failure.details.code);

/** A request with the key of the session, in the org of this tab; throws a {@link Problem} for whatever is no success. */
async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  // Another tab may have opened another session meanwhile, whose cookie is this one's too.
  request.headers.set(KEY_HEADER, read() || key);
  if (acting.id) {
    request.headers.set(ORG_HEADER, acting.id);
  }
  let response: Response;
  try {
    response = await fetch(request);
  } catch (failure) {
    if (request.signal.aborted) {
      throw failure;
    }
    throw new Problem({
      title: 'The server cannot be reached',
      status: 0,
      detail: 'It may have stopped. Start it with `builderos up`, and open this page with `builderos open`.',
      code: 'console.unreachable',
    });
  }
  if (response.ok) {
    return response;
  }
  const problem = new Problem(await details(response));
  if (response.status === 401) {
    listeners.forEach((listener) => listener());
  } else if (isRefusal(problem) && new URL(request.url).pathname !== ME) {
    refusals.forEach((listener) => listener());
  }
  throw problem;
}

async function details(response: Response): Promise<ProblemDetails> {
  const told: unknown = await response.json().catch(() => undefined);
  if (typeof told === 'object' && told !== null && 'title' in told && 'code' in told) {
    return told as ProblemDetails;
  }
  return { title: `HTTP ${response.status}`, status: response.status, code: `http.${response.status}` };
}

const client = createClient<paths>({ baseUrl: '', fetch: ask });

/** The answer of a call, which never is an error: those are thrown. */
async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

const key16 = () => ({ 'Idempotency-Key': crypto.randomUUID() });

export interface RunQuery {
  project?: string;
  pipeline?: string;
  by?: string;
  state?: RunState[];
  before?: string;
  since?: string;
  /** The digest of a prompt version. */
  prompt?: string;
}

export const api = {
  /** Whether the page came by a link that lets it in; the link is used up, and taken out of the address. */
  async enter(): Promise<void> {
    if (!location.hash.startsWith(OPEN_MARK)) {
      return;
    }
    const code = location.hash.slice(OPEN_MARK.length);
    history.replaceState(history.state, '', location.pathname + location.search);
    const opened = await body(client.POST('/v1/sessions', { body: { code } }));
    keep(opened.key);
  },
  async leave(): Promise<void> {
    await client.DELETE('/v1/sessions');
    keep('');
    listeners.forEach((listener) => listener());
  },
  status: () => body(client.GET('/v1/status')),
  signOn: () => body(client.GET('/v1/sign-on')),
  parked: () => body(client.GET('/v1/parked')),
  projects: () => body(client.GET('/v1/projects')),
  deployments: (project: string) =>
    body(client.GET('/v1/projects/{project}/deployments', { params: { path: { project } } })),
  definitions: (project: string) =>
    body(client.GET('/v1/projects/{project}/definitions', { params: { path: { project } } })),
  stopDeployment: (project: string, environment: string) =>
    body(client.DELETE('/v1/projects/{project}/deployments/{environment}', { params: { path: { project, environment } } })),
  start: (run: Schemas['StartRun'], key: string) =>
    body(client.POST('/v1/runs', { params: { header: { 'Idempotency-Key': key } }, body: run })),
  runs: (query: RunQuery, limit: number, signal?: AbortSignal) =>
    body(client.GET('/v1/runs', { params: { query: { ...query, limit } }, signal })),
  run: (run: string) => body(client.GET('/v1/runs/{run}', { params: { path: { run } } })),
  facts: (run: string, after: number) =>
    body(client.GET('/v1/runs/{run}/facts', { params: { path: { run }, query: { after, limit: 1000 } } })),
  artifacts: (run: string) => body(client.GET('/v1/runs/{run}/artifacts', { params: { path: { run } } })),
  /** What a run changed, or what one of its steps did. */
  diff: (run: string, step?: string) =>
    body(client.GET('/v1/runs/{run}/diff', { params: { path: { run }, query: step ? { step } : {} } })),
  log: (run: string, step: string, after: number, limit: number) =>
    body(client.GET('/v1/runs/{run}/steps/{step}/log', { params: { path: { run, step }, query: { after, limit } } })),
  searchLog: (run: string, step: string, search: string, regex: boolean, after?: string) =>
    body(client.GET('/v1/runs/{run}/log', { params: { path: { run }, query: { search, regex, step, after, limit: 200 } } })),
  cancel: (run: string, reason: string) =>
    body(client.POST('/v1/runs/{run}/cancel', { params: { path: { run }, header: key16() }, body: { reason } })),
  pause: (run: string) =>
    body(client.POST('/v1/runs/{run}/pause', { params: { path: { run }, header: key16() }, body: {} })),
  resume: (run: string, invalidate: string[]) =>
    body(
      client.POST('/v1/runs/{run}/resume', {
        params: { path: { run }, header: key16() },
        body: { inputs: {}, invalidate },
      }),
    ),
  planResume: (run: string, invalidate: string[]) =>
    body(
      client.POST('/v1/runs/{run}/resume/plan', {
        params: { path: { run }, header: key16() },
        body: { inputs: {}, invalidate },
      }),
    ),
  rerun: (run: string) =>
    body(client.POST('/v1/runs/{run}/rerun', { params: { path: { run }, header: key16() }, body: {} })),
  replay: (run: string) =>
    body(client.POST('/v1/runs/{run}/replay', { params: { path: { run }, header: key16() }, body: {} })),
  fork: (run: string, at: string, inputs: Record<string, unknown>, model: string) =>
    body(
      client.POST('/v1/runs/{run}/fork', {
        params: { path: { run }, header: key16() },
        body: { at, inputs, ...(model ? { model } : {}) },
      }),
    ),
  pendingApprovals: () => body(client.GET('/v1/approvals', { params: { query: { state: 'PENDING', limit: 200 } } })),
  approval: (approval: string) =>
    body(client.GET('/v1/approvals/{approval}', { params: { path: { approval } } })),
  answer: (approval: ApprovalView, answer: Schemas['Answer'], reason: string, edited?: Record<string, unknown>) =>
    body(
      client.POST('/v1/approvals/{approval}/answers', {
        params: { path: { approval: approval.id }, header: key16() },
        body: {
          answer,
          effectDigest: approval.effectDigest,
          method: 'console',
          ...(reason ? { reason } : {}),
          ...(edited ? { edited } : {}),
        },
      }),
    ),
  me: () => body(client.GET(ME)),
  members: () => body(client.GET('/v1/members')),
  putMember: (member: string, role: Role) =>
    body(client.PUT('/v1/members/{member}', { params: { path: { member } }, body: { role } })),
  removeMember: (member: string) => body(client.DELETE('/v1/members/{member}', { params: { path: { member } } })),
  roles: () => body(client.GET('/v1/roles')),
  tokens: () => body(client.GET('/v1/tokens')),
  makeToken: (token: Schemas['NewToken']) =>
    body(client.POST('/v1/tokens', { params: { header: key16() }, body: token })),
  revokeToken: (token: string) => body(client.DELETE('/v1/tokens/{token}', { params: { path: { token } } })),
  hooks: () => body(client.GET('/v1/hooks', { params: { query: {} } })),
  addHook: (hook: Schemas['AddHook']) => body(client.POST('/v1/hooks', { params: { header: key16() }, body: hook })),
  rotateHook: (hook: string, secret?: string) =>
    body(client.POST('/v1/hooks/{hook}/rotate', { params: { path: { hook }, header: key16() }, body: secret ? { secret } : {} })),
  removeHook: (hook: string) => body(client.DELETE('/v1/hooks/{hook}', { params: { path: { hook } } })),
  deliveries: (hook: string, before: string | undefined, limit: number, signal?: AbortSignal) =>
    body(client.GET('/v1/hooks/{hook}/deliveries', { params: { path: { hook }, query: { before, limit } }, signal })),
  redeliver: (hook: string, delivery: string) =>
    body(
      client.POST('/v1/hooks/{hook}/deliveries/{delivery}/redeliver', {
        params: { path: { hook, delivery }, header: key16() },
      }),
    ),
  explainDelivery: (hook: string, what: Schemas['ExplainDelivery']) =>
    body(client.POST('/v1/hooks/{hook}/explain', { params: { path: { hook }, header: key16() }, body: what })),
  audit: (query: { run?: string; by?: string; kind?: string; before?: number }) =>
    body(client.GET('/v1/audit', { params: { query: { ...query, limit: 100 } } })),
  verifyAudit: () => body(client.GET('/v1/audit/verification')),
  orgPolicy: () => body(client.GET('/v1/policy', { params: { query: {} } })),
  shadow: (project: string) => body(client.GET('/v1/policy', { params: { query: { shadowOf: project } } })),
  prompts: () => body(client.GET('/v1/prompts', { params: { query: {} } })),
  desks: () => body(client.GET('/v1/desks')),
  desk: (desk: string) => body(client.GET('/v1/desks/{desk}', { params: { path: { desk }, query: {} } })),
  blob: async (run: string, digest: string): Promise<Blob> =>
    (await ask(`/v1/runs/${encodeURIComponent(run)}/blobs/${encodeURIComponent(digest)}`)).blob(),
  receipt: async (run: string): Promise<Blob> => (await ask(`/v1/runs/${encodeURIComponent(run)}/receipt`)).blob(),
  stream: (path: string) => (headers: Record<string, string>, signal: AbortSignal) =>
    ask(path, { headers: { ...headers, Accept: 'text/event-stream' }, signal, cache: 'no-store' }),
};

/** Asking the same again will not help. */
export function isFinal(failure: unknown): boolean {
  return (
    failure instanceof Problem &&
    failure.details.status >= 400 &&
    failure.details.status < 500 &&
    failure.details.status !== 429
  );
}
