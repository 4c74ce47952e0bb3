import { createAnsiSequenceParser, type ParseToken } from 'ansi-sequence-parser';

export interface Styled {
  text: string;
  /** Class names; empty for plain text. */
  style: string;
}

const ESCAPE = '\u001b';

/** A line of a log in the colours it asks for. Sequences that are none stay in the text, where they are written out. */
export function styled(line: string): Styled[] {
  if (!line.includes(ESCAPE)) {
    return [{ text: line, style: '' }];
  }
  return createAnsiSequenceParser()
    .parse(line)
    .filter((token) => token.value.length > 0)
    .map((token) => ({ text: token.value, style: classes(token) }));
}

/** Only the sixteen named colours have a class: they follow the theme and stay legible in it; others keep the text's own. */
function classes(token: ParseToken): string {
  const reversed = token.decorations.has('reverse');
  const names: string[] = [];
  if (token.foreground?.type === 'named') {
    names.push(`fg-${token.foreground.name}`);
  }
  if (token.background?.type === 'named' || reversed) {
    names.push('marked');
  }
  for (const [decoration, name] of [
    ['bold', 'bold'],
    ['dim', 'dim'],
    ['italic', 'italic'],
    ['underline', 'underline'],
    ['strikethrough', 'struck'],
  ] as const) {
    if (token.decorations.has(decoration)) {
      names.push(name);
    }
  }
  return names.join(' ');
}
