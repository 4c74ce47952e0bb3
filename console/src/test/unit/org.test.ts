import { beforeEach, describe, expect, test } from 'vitest';
import { ActingOrg, addressIn, withoutOrg, type Kept } from '../../main/web/lib/org.ts';

function kept(): Kept {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

describe('a tab', () => {
  let browser: Kept;
  let tab: Kept;
  const open = (search = '', at = tab) => new ActingOrg(new URLSearchParams(search), at, browser);

  beforeEach(() => {
    browser = kept();
    tab = kept();
  });

  test('lets the server choose until somebody does', () => {
    expect(open().id).toBe('');
  });

  test('stands where its address leads, and a new one stands there too', () => {
    expect(open('?org=acme').id).toBe('acme');
    expect(open().id).toBe('acme');
    expect(open('', kept()).id).toBe('acme');
  });

  test('stays where it is when another one goes elsewhere', () => {
    open('?org=acme');
    const other = kept();
    open('?org=local', other);
    expect(open().id).toBe('acme');
    expect(open('', other).id).toBe('local');
  });

  test('stays where the server put it, and sends no new tab there', () => {
    open().stay('local');
    expect(open().id).toBe('local');
    expect(open('', kept()).id).toBe('');
  });

  test('forgets where it does not belong', () => {
    const acting = open('?org=gone');
    acting.forget();
    expect(acting.id).toBe('');
    expect(open().id).toBe('');
    expect(open('', kept()).id).toBe('');
  });
});

test('an address says into which org it leads, and goes on without it', () => {
  expect(addressIn('acme', '/runs')).toBe('/runs?org=acme');
  expect(withoutOrg('?org=acme&state=FAILED')).toEqual({ leads: true, rest: '?state=FAILED' });
  expect(withoutOrg('?state=FAILED')).toEqual({ leads: false, rest: '?state=FAILED' });
  expect(withoutOrg('?org=acme')).toEqual({ leads: true, rest: '' });
});
