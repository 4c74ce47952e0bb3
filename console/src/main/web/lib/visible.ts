/**
 * What agents, commands and files say is shown as text, with everything that cannot be seen written out: control characters,
 * marks that turn the direction of writing, and characters without width can make a text look like another one.
 */
export interface Part {
  text: string;
  /** Set for what stands for a character that cannot be seen: its name. */
  hidden?: string;
}

const NAMES: Record<number, string> = {
  0x1b: 'ESC',
  0x07: 'BEL',
  0x08: 'BS',
  0x0d: 'CR',
  0x00: 'NUL',
  0x7f: 'DEL',
  0xad: 'SHY',
  0x200b: 'ZWSP',
  0x200c: 'ZWNJ',
  0x200d: 'ZWJ',
  0x200e: 'LRM',
  0x200f: 'RLM',
  0x202a: 'LRE',
  0x202b: 'RLE',
  0x202c: 'PDF',
  0x202d: 'LRO',
  0x202e: 'RLO',
  0x2066: 'LRI',
  0x2067: 'RLI',
  0x2068: 'FSI',
  0x2069: 'PDI',
  0xfeff: 'BOM',
};

const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;
const PICTURE_BEFORE = /[\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}]$/u;

export function visible(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    const code = match[0].codePointAt(0) as number;
    const before = text.slice(Math.max(0, match.index - 2), match.index);
    if (code === 0x200d && PICTURE_BEFORE.test(before)) {
      continue;
    }
    if (match.index > from) {
      parts.push({ text: text.slice(from, match.index) });
    }
    const name = NAMES[code] ?? 'U+' + code.toString(16).toUpperCase().padStart(4, '0');
    parts.push({ text: name, hidden: name });
    from = match.index + match[0].length;
  }
  if (from < text.length) {
    parts.push({ text: text.slice(from) });
  }
  return parts;
}

/** The same as one text, where only text fits: titles, names for screen readers. */
export function visibleText(text: string): string {
  return visible(text)
    .map((part) => (part.hidden ? `⟨${part.hidden}⟩` : part.text))
    .join('');
}
