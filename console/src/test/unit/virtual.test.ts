import { describe, expect, test } from 'vitest';
import { LARGEST_SPACE, scrollTo, space, windowAt } from '../../main/web/lib/virtual.ts';

describe.each([
  { total: 0, rowHeight: 20, viewport: 400 },
  { total: 3, rowHeight: 20, viewport: 400 },
  { total: 1_000, rowHeight: 20, viewport: 400 },
  { total: 1_000_000, rowHeight: 20, viewport: 400 },
  { total: 50_000_000, rowHeight: 20, viewport: 400 },
])('a list of $total rows', (list) => {
  test('fits into what browsers draw', () => {
    expect(space(list)).toBeLessThanOrEqual(LARGEST_SPACE);
  });

  test('begins with its first row and ends with its last', () => {
    expect(windowAt(list, 0)).toMatchObject({ first: 0, top: 0 });
    const end = windowAt(list, space(list) - list.viewport);
    expect(end.last).toBe(list.total);
    expect(end.top + (end.last - end.first) * list.rowHeight).toBeCloseTo(space(list), 3);
  });

  test('fills the viewport wherever it is scrolled, with few rows', () => {
    for (let i = 0; i <= 100; i++) {
      const at = Math.max(0, ((space(list) - list.viewport) * i) / 100);
      const { first, last, top } = windowAt(list, at);
      expect(last - first).toBeLessThan(60);
      expect(top).toBeLessThanOrEqual(at + 0.001);
      expect(top + (last - first) * list.rowHeight).toBeGreaterThanOrEqual(Math.min(at + list.viewport, space(list)) - 0.001);
    }
  });

  test('shows the row that is scrolled to', () => {
    for (const row of [0, 1, Math.floor(list.total / 3), list.total - 1].filter((row) => row >= 0 && row < list.total)) {
      const { first, last } = windowAt(list, scrollTo(list, row));
      expect(first).toBeLessThanOrEqual(row);
      expect(last).toBeGreaterThan(row);
    }
  });
});
