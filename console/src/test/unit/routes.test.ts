import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placeOf } from '../../main/web/lib/routes.ts';

const RUN = '0192f3a1-7b2c-7000-8000-000000000001';
const gateway = readFileSync(
  new URL('../../../../services/gateway/src/main/java/dev/builderos/gateway/http/ConsolePages.java', import.meta.url),
  'utf8',
);
const pattern = /PLACE = Pattern\.compile\(([^;]*)\);/.exec(gateway)?.[1] ?? '';
const served = new RegExp(`^(${[...pattern.matchAll(/"([^"]*)"/g)].map((piece) => piece[1]).join('')})$`);

test.each([
  ['/', 'runs'],
  ['/runs', 'runs'],
  [`/runs/${RUN}`, 'run'],
  ['/inbox', 'inbox'],
  ['/projects', 'projects'],
  ['/projects/hello-service', 'project'],
  ['/projects/hello-service/pipelines', 'pipelines'],
  ['/projects/hello-service/agents', 'agents'],
  ['/projects/hello-service/deployments', 'deployments'],
  ['/prompts', 'prompts'],
  ['/policies', 'policies'],
  ['/audit', 'audit'],
  ['/shelf', 'shelf'],
  ['/server', 'server'],
  ['/settings', 'settings'],
  ['/settings/webhooks', 'settings'],
])('%s is a place that the gateway serves too', (path, view) => {
  expect(placeOf(path).view).toBe(view);
  expect(path).toMatch(served);
});

test.each(['/runs/latest', '/nothing', '/v1/runs', '/projects/UPPER', '/projects/a/secrets', '/projects/a/agents/b', '/settings/secrets', '/runs/', '//evil.example'])('%s is none, there and here', (path) => {
  expect(placeOf(path).view).toBe('nowhere');
  expect(path).not.toMatch(served);
});
