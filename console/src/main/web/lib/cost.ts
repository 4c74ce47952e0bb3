/** Providers nobody pays for tokens, unless a price says so. */
const FREE = ['script', 'ollama'];

const DECIMALS = 6;

/** An answer of a model, as far as what it cost. */
export interface Answered {
  model: string;
  inputTokens: number;
  outputTokens: number;
  /** Such as `0.0081 USD`. */
  cost?: string;
}

/**
 * What answers cost together, such as `0.0081 USD` or `at least 0.0081 USD`, where models without a price answered too. Nothing
 * where nobody said a price. Several currencies stand beside each other: nothing here knows an exchange rate.
 */
export function costOf(answers: readonly Answered[]): string | undefined {
  const paid = new Map<string, bigint>();
  let unpriced = false;
  for (const { model, inputTokens, outputTokens, cost } of answers) {
    const money = cost === undefined ? undefined : parse(cost);
    if (money) {
      paid.set(money.currency, (paid.get(money.currency) ?? 0n) + money.millionths);
    } else if (inputTokens + outputTokens > 0 && !FREE.includes(model.split(':')[0] ?? '')) {
      unpriced = true;
    }
  }
  const sum = [...paid].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, millionths]) => `${amount(millionths)} ${currency}`);
  return atLeast(sum.length > 0 ? sum.join(' + ') : undefined, unpriced ? 1 : undefined);
}

/** What a view says of a cost, and of tokens nobody knows the price of. */
export function atLeast(cost: string | undefined, unpricedTokens: number | undefined): string | undefined {
  return cost !== undefined && unpricedTokens ? `at least ${cost}` : cost;
}

function parse(text: string): { millionths: bigint; currency: string } | undefined {
  const found = /^(\d+)(?:\.(\d{1,6}))? ([A-Z]{3})$/.exec(text);
  const [, whole, fraction = '', currency] = found ?? [];
  return whole === undefined || currency === undefined
    ? undefined
    : { millionths: BigInt(whole + fraction.padEnd(DECIMALS, '0')), currency };
}

/** At least two decimals, and no more than are needed. */
function amount(millionths: bigint): string {
  const digits = millionths.toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0{1,4}$/, '');
  return `${digits.slice(0, -DECIMALS)}.${fraction}`;
}
