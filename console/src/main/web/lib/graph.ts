import type { Schemas } from './api.ts';

export type PipelineStep = Schemas['PipelineStep'];

/** Where a step is drawn: its column, counted from 0, and its place within the column. */
export interface Placed {
  step: PipelineStep;
  column: number;
  row: number;
}

/** From one step to one that waits for it. */
export interface Edge {
  from: Placed;
  to: Placed;
}

export interface Graph {
  placed: Placed[];
  edges: Edge[];
  columns: number;
  rows: number;
}

/**
 * Steps in columns: each right of all it waits for. Within a column a step stands near what it waits for. What waits for itself,
 * or for something that is not there, is drawn all the same; the server refuses it when it is run.
 */
export function graph(steps: readonly PipelineStep[]): Graph {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const columnOf = new Map<string, number>();
  const within = new Set<string>();
  const column = (id: string): number => {
    const known = columnOf.get(id);
    if (known !== undefined) {
      return known;
    }
    const step = byId.get(id);
    if (!step || within.has(id)) {
      return -1;
    }
    within.add(id);
    const found = Math.max(-1, ...step.needs.map(column)) + 1;
    within.delete(id);
    columnOf.set(id, found);
    return found;
  };
  const columns: PipelineStep[][] = [];
  for (const step of steps) {
    (columns[column(step.id)] ??= []).push(step);
  }
  const place = new Map<string, Placed>();
  columns.forEach((inColumn, at) => {
    const middle = (step: PipelineStep) => {
      const rows = step.needs.map((need) => place.get(need)?.row).filter((row) => row !== undefined);
      return rows.length > 0 ? rows.reduce((sum, row) => sum + row, 0) / rows.length : 0;
    };
    inColumn
      .map((step, order) => ({ step, order, middle: middle(step) }))
      .sort((a, b) => a.middle - b.middle || a.order - b.order)
      .forEach(({ step }, row) => place.set(step.id, { step, column: at, row }));
  });
  const placed = steps.map((step) => place.get(step.id)).filter((each) => each !== undefined);
  return {
    placed,
    edges: placed.flatMap((to) =>
      to.step.needs.flatMap((need) => {
        const from = place.get(need);
        return from && from !== to ? [{ from, to }] : [];
      }),
    ),
    columns: columns.length,
    rows: Math.max(0, ...columns.map((inColumn) => inColumn.length)),
  };
}
