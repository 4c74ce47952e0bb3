import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from 'svelte/server';
import { describe, expect, test } from 'vitest';
import { styled } from '../../main/web/lib/ansi.ts';
import { visible, visibleText } from '../../main/web/lib/visible.ts';
import Markdown from '../../main/web/parts/Markdown.svelte';

const WEB = new URL('../../main/web', import.meta.url).pathname;

describe('visible', () => {
  test.each([
    ['safe\u202egnp.exe', 'safe⟨RLO⟩gnp.exe'],
    ['a\u2066b\u2069', 'a⟨LRI⟩b⟨PDI⟩'],
    ['pay\u200bpal', 'pay⟨ZWSP⟩pal'],
    ['\u0000\u0007\u001b[2J', '⟨NUL⟩⟨BEL⟩⟨ESC⟩[2J'],
    ['one\rtwo', 'one⟨CR⟩two'],
    ['tag\u{e0041}', 'tag⟨U+E0041⟩'],
    ['half \ud800 pair', 'half ⟨U+D800⟩ pair'],
    ['a\u200db', 'a⟨ZWJ⟩b'],
    ['ㅤ', '⟨U+3164⟩'],
  ])('writes out what cannot be seen in %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test('leaves alone what can be seen, in any script', () => {
    for (const text of ['plain\ttext\nin lines', 'שלום', 'مرحبا', '日本語', 'é', '👩\u200d💻 ✅', '<b>&amp;']) {
      expect(visible(text)).toEqual([{ text }]);
    }
  });
});

describe('styled', () => {
  test('takes the colours of a line and keeps its text', () => {
    expect(styled('\u001b[31mred\u001b[0m plain \u001b[1;32mgreen\u001b[m')).toEqual([
      { text: 'red', style: 'fg-red' },
      { text: ' plain ', style: '' },
      { text: 'green', style: 'fg-green bold' },
    ]);
  });

  test('makes class names of nothing but known words', () => {
    for (const line of ['\u001b[38;2;1;2;3mx', '\u001b[38;5;200mx', '\u001b[99999mx', '\u001b[;;;mx', '\u001b]8;;http://e\u0007x', '\u001b[31']) {
      for (const part of styled(line)) {
        expect(part.style).toMatch(/^([a-z-]+[A-Z]?[a-z]*)?( [a-z-]+)*$/);
      }
    }
  });

  test('survives any bytes', () => {
    let seed = 42;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
    for (let i = 0; i < 2_000; i++) {
      const line = Array.from({ length: 12 }, () => '\u001b[];m0123456789abKHJ\u0007x'[random() % 23]).join('');
      expect(styled(line).map((part) => part.text).join('').length).toBeLessThanOrEqual(line.length);
    }
  });
});

describe('markdown', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'text <svg/onload=alert(1)> text',
    '[x](javascript:alert(1))',
    '![x](http://evil.example/x.png)',
    '<javascript:alert(1)>',
    '```html\n<script>alert(1)</script>\n```',
    '`<b onclick=alert(1)>`',
    '| <iframe src=x> |\n|---|\n| <style>*{}</style> |',
    '[x]: javascript:alert(1)\n\n[x]',
    '# <object data=x>',
    '&lt;script&gt;',
  ])('makes no element but its own of %j', (text) => {
    const html = render(Markdown, { props: { text } }).body.replaceAll(/<!--.*?-->/gs, '');
    const elements = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map((match) => match[1]));
    const ours = ['div', 'p', 'strong', 'em', 'del', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span', 'bdi', 'br', 'hr'];
    expect([...elements].filter((element) => !ours.includes(element as string))).toEqual([]);
    expect(html).not.toMatch(/<[^>]* (on\w+|href|src|style)=/i);
  });
});

test('no component puts in markup that is not its own, and none has a style in the page', () => {
  const sources = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(svelte|ts|html)$/.test(file));
  expect(sources.length).toBeGreaterThan(30);
  for (const file of sources) {
    const text = readFileSync(join(WEB, file), 'utf8');
    expect(text, file).not.toMatch(/\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
    expect(text, file).not.toMatch(/<[a-z][^>]* style="/);
    expect(text, file).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)[a-z]/);
  }
});
