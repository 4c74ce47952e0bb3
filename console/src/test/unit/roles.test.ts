import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addressOf, PROVIDERS, summary } from '../../main/web/lib/hooks.ts';
import { byPart, covers, givable, mayIn, TITLES } from '../../main/web/lib/roles.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

/** The matrix that people have agreed on, as the gateway tests it. */
const matrix = read('services/gateway/src/test/resources/rights-matrix.txt').trim().split('\n').map((line) => line.trim().split(/\s+/));
const roles = matrix[0]?.slice(2) ?? [];
const rights = matrix
  .slice(1)
  .filter((line) => line[2] !== 'anybody')
  .map(([operation = '', environment, ...cells]) => ({
    operation,
    ...(environment === '-' ? {} : { environment }),
    roles: roles.filter((_, i) => cells[i] === 'yes'),
  }));

describe('roles', () => {
  test('are those of the server', () => {
    expect(TITLES).toEqual(roles);
  });

  test('that cover others may do all that those may', () => {
    for (const one of TITLES) {
      for (const other of TITLES.filter((each) => covers(one, each))) {
        for (const right of rights.filter((each) => each.roles.includes(other))) {
          expect(right.roles, `${one} for ${other}: ${right.operation}`).toContain(one);
        }
      }
    }
    expect(covers('Admin', 'Owner')).toBe(false);
    expect(covers('Builder', 'Reviewer')).toBe(false);
    expect(covers('Reviewer', 'Builder')).toBe(false);
  });

  test('are given by a token only as far as both go', () => {
    expect(givable('Owner', 'Builder')).toEqual(['Builder', 'Viewer']);
    expect(givable('Builder', 'Reviewer')).toEqual(['Viewer']);
    expect(givable('Admin', 'Owner')).toEqual(['Admin', 'Builder', 'Reviewer', 'Viewer']);
  });

  test('may in an environment that is not listed what they may in prod', () => {
    expect(mayIn(rights, 'Builder', 'stopDeployment', 'dev')).toBe(true);
    expect(mayIn(rights, 'Builder', 'stopDeployment', 'live')).toBe(false);
    expect(mayIn(rights, 'Admin', 'stopDeployment', 'live')).toBe(true);
    expect(mayIn(rights, 'Owner', 'nothing', 'dev')).toBe(false);
  });
});

test('rights stand under the parts of the interface, in its order, each once', () => {
  const operations = [
    { id: 'cancelRun', part: 'runs', about: 'Cancels.' },
    { id: 'stopDeployment', part: 'deployments', about: 'Stops.' },
    { id: 'signOn', part: 'team', about: 'For anybody.' },
  ];
  const parts = byPart(rights, operations);
  expect(parts.map(([part, lines]) => [part, lines.map(({ right }) => right.environment)])).toEqual([
    ['runs', [undefined]],
    ['deployments', ['dev', 'stage', 'prod']],
  ]);
});

describe('webhooks', () => {
  test('have every provider of the interface, by the name that people write', () => {
    const choices = /HookProvider: \{ type: string, enum: \[([^\]]*)]/.exec(read('gateway-api/src/main/resources/openapi/builderos.yaml'))?.[1]?.split(', ') ?? [];
    expect(Object.keys(PROVIDERS)).toEqual(choices);
    expect(Object.values(PROVIDERS).map(({ name }) => name.toUpperCase())).toEqual(choices);
  });

  test('say what came of a delivery', () => {
    const verdict = (outcome: 'STARTED' | 'SKIPPED' | 'REFUSED') => ({ pipeline: 'ship/a.yaml', outcome, reason: '…' });
    expect(summary([])).toBe('no pipeline listens');
    expect(summary([verdict('SKIPPED'), verdict('STARTED'), verdict('SKIPPED'), verdict('REFUSED')])).toBe('1 started, 1 refused, 2 skipped');
    expect(addressOf('hk_1', 'http://127.0.0.1:1')).toBe('http://127.0.0.1:1/v1/hooks/hk_1');
  });
});
