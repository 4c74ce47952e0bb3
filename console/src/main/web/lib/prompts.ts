import { createTwoFilesPatch } from 'diff';
import type { Schemas } from './api.ts';

export type PromptVersion = Schemas['PromptView'];

/** Versions by the name of the prompt, newest first, in the order they came. */
export function byName(versions: readonly PromptVersion[]): Map<string, PromptVersion[]> {
  const names = new Map<string, PromptVersion[]>();
  for (const each of versions) {
    names.set(each.name, [...(names.get(each.name) ?? []), each]);
  }
  return names;
}

/** What differs from one version to another, as a unified diff; nothing when they are equal. */
export function difference(from: PromptVersion, to: PromptVersion): string {
  if (from.text === to.text) {
    return '';
  }
  const path = `${to.name}.yaml`;
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, from.text, to.text, undefined, undefined, { context: 3 })
    .split('\n')
    .slice(1)
    .join('\n');
}
