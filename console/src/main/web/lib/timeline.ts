import type { RunFold, Span, Step } from './fold.ts';

/** A row of the timeline: the name of a lane, or a step. */
export type Row = { lane: string; step?: undefined } | { step: Step; lane: string | undefined };

/** Steps in the order of the plan, those of a lane together under its name, where its first one stands. */
export function rows(fold: RunFold): Row[] {
  const result: Row[] = [];
  const lanes = new Map<string, Step[]>();
  for (const step of fold.steps.values()) {
    if (step.lane) {
      const lane = lanes.get(step.lane);
      if (lane) {
        lane.push(step);
        continue;
      }
      lanes.set(step.lane, [step]);
      result.push({ lane: step.lane });
    } else {
      result.push({ step, lane: undefined });
    }
  }
  return result.flatMap((row) =>
    row.step ? [row] : [row, ...(lanes.get(row.lane as string) ?? []).map((step) => ({ step, lane: step.lane }))],
  );
}

export interface Axis {
  from: number;
  to: number;
}

const LEAST_MILLIS = 1_000;

export function axis(fold: RunFold, now: number): Axis {
  const from = fold.admittedAt;
  const end = fold.endedAt ?? Math.max(now, fold.lastAt);
  return { from, to: Math.max(end, from + LEAST_MILLIS) };
}

export interface Bar {
  /** Fractions of the axis, 0 … 1. */
  left: number;
  width: number;
}

export function bar(span: Pick<Span, 'from' | 'to'>, on: Axis): Bar {
  const length = on.to - on.from;
  const clamp = (at: number) => Math.min(Math.max((at - on.from) / length, 0), 1);
  const left = clamp(span.from);
  return { left, width: Math.max(clamp(span.to ?? on.to) - left, 0) };
}

const NICE = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
];

/** Marks of the axis, evenly at round times since its beginning, at most so many. */
export function ticks(on: Axis, most: number): { at: number; since: number }[] {
  const length = on.to - on.from;
  const step = NICE.find((nice) => length / nice <= most) ?? Math.ceil(length / most / 86_400_000) * 86_400_000;
  const marks = [];
  for (let since = 0; since <= length; since += step) {
    marks.push({ at: since / length, since });
  }
  return marks;
}

/** How long people were waited for, of all steps. */
export function waited(step: Step, now: number): number {
  return step.spans
    .filter((span) => span.kind === 'human')
    .reduce((sum, span) => sum + ((span.to ?? now) - span.from), 0);
}
