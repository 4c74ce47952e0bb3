import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placeOf } from '../../main/web/lib/routes.ts';

const RUN = '0192f3a1-7b2c-7000-8000-000000000001';
const gateway = readFileSync(
  new URL('../../../../services/gateway/src/main/java/dev/builderos/gateway/http/ConsolePages.java', import.meta.url),
  'utf8',
);
const served = new RegExp(`^(${/"(\/\|\/runs[^"]*)"/.exec(gateway)?.[1] ?? ''})$`);

test.each([
  ['/', 'runs'],
  ['/runs', 'runs'],
  [`/runs/${RUN}`, 'run'],
  ['/inbox', 'inbox'],
  ['/projects', 'projects'],
  ['/projects/hello-service', 'project'],
  ['/policies', 'policies'],
  ['/audit', 'audit'],
  ['/shelf', 'shelf'],
  ['/server', 'server'],
])('%s is a place that the gateway serves too', (path, view) => {
  expect(placeOf(path).view).toBe(view);
  expect(path).toMatch(served);
});

test.each(['/runs/latest', '/nothing', '/v1/runs', '/projects/UPPER', '/runs/', '//evil.example'])('%s is none, there and here', (path) => {
  expect(placeOf(path).view).toBe('nowhere');
  expect(path).not.toMatch(served);
});
