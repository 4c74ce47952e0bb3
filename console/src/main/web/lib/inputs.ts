import type { Schemas } from './api.ts';

export type InputOutline = Schemas['InputOutline'];

/** What was filled in, by name: text as it was typed; a choice between yes and no as `true`, `false` or nothing. */
export type Given = Record<string, string>;

export interface Filled {
  /** What is sent: only what was given, as the pipeline declares it. */
  values: Record<string, unknown>;
  /** What is wrong, by the name of the input. */
  problems: Record<string, string>;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Reads what was filled in as the command line does; what is left empty is not sent, so that the default of the pipeline holds. */
export function read(inputs: readonly InputOutline[], given: Given): Filled {
  const filled: Filled = { values: {}, problems: {} };
  for (const input of inputs) {
    const text = given[input.name] ?? '';
    if (text.trim() === '') {
      if (input.required) {
        filled.problems[input.name] = 'This has to be given.';
      }
    } else if (input.type === 'number') {
      const number = Number(text.trim());
      if (!NUMBER.test(text.trim()) || !Number.isFinite(number)) {
        filled.problems[input.name] = 'This has to be a number, such as 3 or 0.5.';
      } else if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
        filled.problems[input.name] = 'This number has too many digits to be sent exactly.';
      } else {
        filled.values[input.name] = number;
      }
    } else if (input.type === 'boolean') {
      if (text === 'true' || text === 'false') {
        filled.values[input.name] = text === 'true';
      } else {
        filled.problems[input.name] = 'This is yes or no.';
      }
    } else {
      filled.values[input.name] = text;
    }
  }
  return filled;
}

const PREFIX = 'i.';

/** What the address says is filled in already: `?i.NAME=VALUE`. */
export function prefilled(inputs: readonly InputOutline[], query: URLSearchParams): Given {
  return Object.fromEntries(inputs.map(({ name }) => [name, query.get(PREFIX + name) ?? '']));
}

/** The address of the form of a pipeline with these filled in. */
export function formAddress(project: string, pipeline: string, given: Given): string {
  const query = new URLSearchParams({ pipeline });
  for (const [name, value] of Object.entries(given)) {
    query.set(PREFIX + name, value);
  }
  return `/projects/${project}/pipelines?${query}`;
}
