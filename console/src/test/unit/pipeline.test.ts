import { describe, expect, test } from 'vitest';
import { graph, type PipelineStep } from '../../main/web/lib/graph.ts';
import { formAddress, prefilled, read, type InputOutline } from '../../main/web/lib/inputs.ts';
import { byName, difference, type PromptVersion } from '../../main/web/lib/prompts.ts';

const step = (id: string, ...needs: string[]): PipelineStep => ({ id, kind: 'run', title: id, needs, gates: [] });
const input = (name: string, more: Partial<InputOutline> = {}): InputOutline => ({ name, type: 'string', required: false, untrusted: false, ...more });

describe('graph', () => {
  test('puts each step right of all it waits for', () => {
    const { placed, columns, rows } = graph([step('plan'), step('api', 'plan'), step('docs', 'plan'), step('join', 'api', 'docs'), step('late', 'plan', 'join')]);
    expect(placed.map(({ step: { id }, column }) => [id, column])).toEqual([['plan', 0], ['api', 1], ['docs', 1], ['join', 2], ['late', 3]]);
    expect([columns, rows]).toEqual([4, 2]);
  });

  test('puts steps near what they wait for', () => {
    const { placed } = graph([step('a'), step('b'), step('of-b', 'b'), step('of-a', 'a')]);
    expect(placed.filter(({ column }) => column === 1).sort((x, y) => x.row - y.row).map((each) => each.step.id)).toEqual(['of-a', 'of-b']);
  });

  test('draws every step once and every edge that leads somewhere, whatever the file says', () => {
    const { placed, edges } = graph([step('a', 'b'), step('b', 'a'), step('c', 'nobody', 'c')]);
    expect(placed.map((each) => each.step.id)).toEqual(['a', 'b', 'c']);
    expect(edges.map(({ from, to }) => `${from.step.id}-${to.step.id}`)).toEqual(['b-a', 'a-b']);
    expect(placed.every(({ column }) => column >= 0)).toBe(true);
  });

  test('draws nothing of nothing', () => {
    expect(graph([])).toEqual({ placed: [], edges: [], columns: 0, rows: 0 });
  });
});

describe('what is filled in', () => {
  const inputs = [input('task', { required: true }), input('rounds', { type: 'number' }), input('dry', { type: 'boolean' })];

  test('is sent as the pipeline declares it, and what is left empty is not', () => {
    expect(read(inputs, { task: ' as it stands\n', rounds: ' 0.5 ', dry: 'false' })).toEqual({
      values: { task: ' as it stands\n', rounds: 0.5, dry: false },
      problems: {},
    });
    expect(read(inputs, { task: 'x', rounds: '', dry: '' }).values).toEqual({ task: 'x' });
  });

  test.each(['three', '1,5', '0x10', 'NaN', 'Infinity', '1e999', '12345678901234567890', '1 2'])('is refused when %s stands for a number', (text) => {
    expect(Object.keys(read(inputs, { task: 'x', rounds: text }).problems)).toEqual(['rounds']);
  });

  test.each(['3', '-2', '+7', '.5', '2.', '1e3'])('takes %s for a number', (text) => {
    expect(read(inputs, { task: 'x', rounds: text }).values.rounds).toBe(Number(text));
  });

  test('is missing when it is needed and there is nothing but space', () => {
    expect(Object.keys(read(inputs, { task: '  ' }).problems)).toEqual(['task']);
  });

  test('may stand in the address, with anything in it', () => {
    const address = formAddress('shop', 'builtin/rollback.yaml', { env: 'prod', to: '1&i.env=dev #?' });
    const query = new URL(address, 'http://127.0.0.1').searchParams;
    expect(query.get('pipeline')).toBe('builtin/rollback.yaml');
    expect(prefilled([input('env'), input('to'), input('other')], query)).toEqual({ env: 'prod', to: '1&i.env=dev #?', other: '' });
  });
});

describe('prompts', () => {
  const version = (name: string, number: string, text: string): PromptVersion => ({ name, version: number, text, digest: 'sha256:', tags: [], registeredAt: '' });

  test('are listed by name in the order they came', () => {
    const names = byName([version('b', '2.0.0', ''), version('b', '1.0.0', ''), version('a', '1.0.0', '')]);
    expect([...names].map(([name, all]) => [name, all.map((each) => each.version)])).toEqual([['b', ['2.0.0', '1.0.0']], ['a', ['1.0.0']]]);
  });

  test('differ by the lines that differ', () => {
    const text = difference(version('builder/plan', '1.0.0', 'one\ntwo\n'), version('builder/plan', '2.0.0', 'one\nthree\n'));
    expect(text).toContain('--- a/builder/plan.yaml\n+++ b/builder/plan.yaml\n');
    expect(text.split('\n').filter((line) => /^[+-](?![+-])/.test(line))).toEqual(['-two', '+three']);
    expect(difference(version('p', '1', 'same'), version('p', '2', 'same'))).toBe('');
  });
});
