import { describe, expect, test } from 'vitest';
import type { FactRecord } from '../../main/web/lib/api.ts';
import { costOf } from '../../main/web/lib/cost.ts';
import { RunFold } from '../../main/web/lib/fold.ts';
import { axis, bar, rows, ticks } from '../../main/web/lib/timeline.ts';

const START = Date.parse('2026-11-22T10:00:00Z');
const STEPS = [
  { id: 'plan', kind: 'agent', title: 'plan', needs: [] },
  { id: 'unit', kind: 'run', title: 'unit', needs: ['plan'], lane: 'lanes/unit' },
  { id: 'docs', kind: 'run', title: 'docs', needs: ['plan'], lane: 'lanes/docs' },
  { id: 'lint', kind: 'run', title: 'lint', needs: ['unit'], lane: 'lanes/unit' },
  { id: 'release', kind: 'action', title: 'release', needs: ['lint'] },
];

let seq = 0;
function fact(type: string, second: number, body: Record<string, unknown> = {}): FactRecord {
  return { seq: ++seq, at: new Date(START + second * 1_000).toISOString(), type, epoch: 1, body, prev: '', hash: '' } as FactRecord;
}

function told(...facts: (() => FactRecord)[]): RunFold {
  seq = 0;
  const fold = new RunFold();
  for (const each of [() => fact('RunAdmitted', 0, { steps: STEPS }), () => fact('RunStarted', 1, { branch: 'b' }), ...facts]) {
    fold.apply(each());
  }
  return fold;
}

const started = (step: string, second: number, attempt = 1) => () => fact('StepStarted', second, { step, attempt, contentKey: 'k' });
const call = (step: string, second: number, callId: string) => () =>
  fact('ToolCalled', second, { step, attempt: 1, callId, effect: { tool: 'deploy.release', agent: 'a', arguments: {} }, effectDigest: 'd', summary: 's' });

describe('RunFold', () => {
  test('takes each fact once and only in order', () => {
    const fold = told();
    const next = fact('StepStarted', 2, { step: 'plan', attempt: 1, contentKey: 'k' });
    expect(fold.apply({ ...next, seq: 9 })).toBe(false);
    expect(fold.apply(next)).toBe(true);
    expect(fold.apply(next)).toBe(false);
    expect(fold.steps.get('plan')?.spans.filter((span) => span.kind === 'attempt')).toHaveLength(1);
  });

  test('shows attempts, the pause between them, and how they ended', () => {
    const fold = told(
      started('unit', 2),
      () => fact('StepFailed', 4, { step: 'unit', attempt: 1, failureClass: 'transient', message: 'away', retryAt: 'x' }),
      started('unit', 6, 2),
      () => fact('StepSucceeded', 9, { step: 'unit', attempt: 2, outputs: {}, artifacts: [], logLines: 3 }),
    );
    const step = fold.steps.get('unit');
    expect(step?.state).toBe('SUCCEEDED');
    expect(step?.spans.map(({ kind, from, to, ok }) => [kind, (from - START) / 1_000, ((to ?? 0) - START) / 1_000, ok])).toEqual([
      ['attempt', 2, 4, false],
      ['pause', 4, 6, undefined],
      ['attempt', 6, 9, true],
    ]);
  });

  test('keeps what each answer cost', () => {
    const answered = (turn: number, cost?: string) => () =>
      fact('ModelAnswered', turn + 2, { step: 'plan', attempt: 1, turn, model: 'anthropic:a', inputTokens: 1_000, outputTokens: 100, text: '', ...(cost && { cost }) });
    const fold = told(started('plan', 2), answered(1, '0.0045 USD'), answered(2), answered(3, '0.10 USD'));
    const turns = fold.steps.get('plan')?.turns ?? [];
    expect(turns.map((turn) => turn.cost)).toEqual(['0.0045 USD', undefined, '0.10 USD']);
    expect(costOf(turns)).toBe('at least 0.1045 USD');
  });

  test('waits for people from the question to the answer', () => {
    const asked = [started('release', 2), call('release', 3, 'c'), () => fact('ApprovalRequested', 4, { step: 'release', attempt: 1, callId: 'c', approvalId: 'a' })];
    const waiting = told(...asked);
    expect(waiting.shown).toBe('WAITING');
    expect(waiting.pending).toEqual(['a']);
    const granted = told(...asked, () => fact('ApprovalGranted', 64, { step: 'release', attempt: 1, callId: 'c', approvalId: 'a', answers: [{ by: 'local:owner' }] }));
    expect(granted.shown).toBe('RUNNING');
    expect(granted.pending).toEqual([]);
    const human = granted.steps.get('release')?.spans.find((span) => span.kind === 'human');
    expect((human?.to ?? 0) - (human?.from ?? 0)).toBe(60_000);
    expect(granted.steps.get('release')?.calls.get('1/c')).toMatchObject({ answer: 'GRANTED', answeredBy: ['local:owner'] });
  });

  test('nothing is open in a run that is over', () => {
    const fold = told(started('plan', 2), call('plan', 3, 'c'), () => fact('RunCancelled', 5, { reason: 'never mind' }));
    expect(fold.shown).toBe('CANCELLED');
    expect([...fold.steps.values()].flatMap((step) => step.spans).every((span) => span.to !== undefined)).toBe(true);
  });

  test('a run that is taken up again keeps what is kept, and the past of the rest', () => {
    const fold = told(
      started('plan', 2),
      () => fact('StepSucceeded', 3, { step: 'plan', attempt: 1, outputs: { a: 'b' }, artifacts: [], logLines: 0 }),
      started('unit', 4),
      () => fact('StepFailed', 5, { step: 'unit', attempt: 1, failureClass: 'failed', message: 'red' }),
      () => fact('RunFailed', 6, { step: 'unit', reason: 'red' }),
      () => fact('RunReopened', 60, { steps: STEPS, kept: ['plan'], planDigest: 'p', policyDigest: 'q', snapshot: 's' }),
    );
    expect(fold.steps.get('plan')).toMatchObject({ state: 'SUCCEEDED', outputs: { a: 'b' } });
    expect(fold.steps.get('unit')).toMatchObject({ state: 'PENDING', attempt: 1 });
    expect(fold.steps.get('unit')?.spans).toHaveLength(1);
    expect(fold.endedAt).toBeUndefined();
  });

  test('a snapshot stays as it was, and shares what did not change', () => {
    const fold = told(started('plan', 2));
    const before = fold.snapshot();
    const docs = before.steps.get('docs');
    fold.apply(fact('StepSucceeded', 3, { step: 'plan', attempt: 1, outputs: {}, artifacts: [], logLines: 0 }));
    const after = fold.snapshot();
    expect(before.steps.get('plan')?.state).toBe('RUNNING');
    expect(before.steps.get('plan')?.spans[0]?.to).toBeUndefined();
    expect(after.steps.get('plan')?.state).toBe('SUCCEEDED');
    expect(after.steps.get('docs')).toBe(docs);
  });

  test('takes a fact it does not know for one that says nothing', () => {
    const fold = told(() => fact('SomethingNew', 2, { step: 'plan' }), started('plan', 3));
    expect(fold.seq).toBe(4);
    expect(fold.steps.get('plan')?.state).toBe('RUNNING');
  });
});

describe('timeline', () => {
  test('puts the steps of a lane together under its name', () => {
    expect(rows(told()).map((row) => row.step?.id ?? `[${row.lane}]`)).toEqual([
      'plan', '[lanes/unit]', 'unit', 'lint', '[lanes/docs]', 'docs', 'release',
    ]);
  });

  test('bars stay within the axis, and what lasts reaches to now', () => {
    const fold = told(started('plan', 2));
    const on = axis(fold, START + 10_000);
    expect(bar({ from: START + 2_000 }, on)).toEqual({ left: 0.2, width: 0.8 });
    expect(bar({ from: START - 5_000, to: START + 50_000 }, on)).toEqual({ left: 0, width: 1 });
    expect(bar({ from: START + 5_000, to: START + 5_000 }, on).width).toBe(0);
  });

  test.each([1, 999, 1_000, 61_000, 3_600_000, 86_400_000 * 40])('an axis of %i ms has few marks at round times', (length) => {
    const marks = ticks({ from: 0, to: length }, 8);
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.length).toBeLessThanOrEqual(9);
    expect(marks[0]).toEqual({ at: 0, since: 0 });
  });

  test('lays out ten thousand steps in no time', () => {
    const fold = new RunFold();
    seq = 0;
    fold.apply(fact('RunAdmitted', 0, { steps: Array.from({ length: 10_000 }, (_, i) => ({ id: `s${i}`, kind: 'run', title: '', needs: [] })) }));
    const began = performance.now();
    for (let i = 0; i < 10_000; i++) {
      fold.apply(fact('StepStarted', i, { step: `s${i}`, attempt: 1, contentKey: 'k' }));
      fold.apply(fact('StepSucceeded', i + 1, { step: `s${i}`, attempt: 1, outputs: {}, artifacts: [], logLines: 0 }));
    }
    expect(rows(fold.snapshot())).toHaveLength(10_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
