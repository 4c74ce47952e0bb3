import { describe, expect, test } from 'vitest';
import { atLeast, costOf } from '../../main/web/lib/cost.ts';

const answer = (model: string, cost?: string) => ({ model, inputTokens: 1_000, outputTokens: 100, ...(cost && { cost }) });

describe('costOf', () => {
  test.each([
    [['0.000001 USD', '0.000002 USD'], '0.000003 USD'],
    [['0.10 USD', '0.20 USD'], '0.30 USD'],
    [['9007199254740993.00 USD', '0.000001 USD'], '9007199254740993.000001 USD'],
    [['0.00 USD'], '0.00 USD'],
    [['2.50 USD', '1.00 EUR'], '1.00 EUR + 2.50 USD'],
  ])('adds %s', (costs, sum) => {
    expect(costOf(costs.map((cost) => answer('anthropic:a', cost)))).toBe(sum);
  });

  test('says at least where somebody is paid nobody knows how much', () => {
    expect(costOf([answer('anthropic:a', '1.00 USD'), answer('openai:b')])).toBe('at least 1.00 USD');
    expect(costOf([answer('anthropic:a', '1.00 USD'), answer('ollama:b'), answer('script:c')])).toBe('1.00 USD');
  });

  test('says nothing where nobody said a price', () => {
    expect(costOf([answer('openai:b')])).toBeUndefined();
    expect(costOf([])).toBeUndefined();
    expect(atLeast(undefined, 5)).toBeUndefined();
  });
});
