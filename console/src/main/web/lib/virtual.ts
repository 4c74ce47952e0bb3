/**
 * Which rows of a long list are drawn, and where. Browsers draw no element beyond some millions of pixels, so a longer list is
 * scrolled in a shorter space: the ends are exact, and within it a pixel of scrolling is more than one of rows.
 */
export interface List {
  total: number;
  rowHeight: number;
  viewport: number;
}

export interface Window {
  /** Rows first … last-1. */
  first: number;
  last: number;
  /** Where the first of them stands within the space. */
  top: number;
}

export const LARGEST_SPACE = 15_000_000;
const OVERSCAN = 12;

export function space(list: List): number {
  return Math.min(list.total * list.rowHeight, LARGEST_SPACE);
}

/** Where the viewport's upper end is among all rows, in pixels of rows. */
function offset(list: List, scrollTop: number): number {
  const rows = list.total * list.rowHeight - list.viewport;
  const room = space(list) - list.viewport;
  if (rows <= 0 || room <= 0) {
    return 0;
  }
  return Math.min(Math.max(scrollTop, 0), room) * (rows / room);
}

export function windowAt(list: List, scrollTop: number): Window {
  const at = offset(list, scrollTop);
  const first = Math.max(0, Math.floor(at / list.rowHeight) - OVERSCAN);
  const last = Math.min(list.total, Math.ceil((at + list.viewport) / list.rowHeight) + OVERSCAN);
  const scrolled = Math.min(Math.max(scrollTop, 0), Math.max(0, space(list) - list.viewport));
  return { first, last, top: scrolled + first * list.rowHeight - at };
}

/** How far to scroll so that this row stands in the middle, as far as the ends let it. */
export function scrollTo(list: List, row: number): number {
  const rows = list.total * list.rowHeight - list.viewport;
  const room = space(list) - list.viewport;
  if (rows <= 0 || room <= 0) {
    return 0;
  }
  const wanted = row * list.rowHeight - (list.viewport - list.rowHeight) / 2;
  return Math.round((Math.min(Math.max(wanted, 0), rows) * room) / rows);
}
