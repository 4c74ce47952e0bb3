import type { Schemas } from './api.ts';

type Provider = Schemas['HookProvider'];

/** Who sends, as people write it, and what they do with address and secret. */
export const PROVIDERS: Record<Provider, { name: string; signs: string; way: string }> = {
  GITHUB: { name: 'github', signs: 'X-Hub-Signature-256', way: 'Both go to Settings › Webhooks of the repository, with content type application/json.' },
  GITLAB: { name: 'gitlab', signs: 'X-Gitlab-Token', way: 'Both go to Settings › Webhooks of the project, the secret as its token.' },
  STANDARD: { name: 'standard', signs: 'webhook-signature', way: 'The sender signs as standardwebhooks.com says.' },
  HMAC: { name: 'hmac', signs: 'X-Signature-256', way: 'The sender puts sha256=HEX of HMAC-SHA256 over the body into X-Signature-256.' },
};

export const addressOf = (hook: string, origin: string) => `${origin}/v1/hooks/${hook}`;

/** What came of a delivery, in a few words. */
export function summary(verdicts: readonly Schemas['PipelineVerdict'][]): string {
  const count = (...outcomes: Schemas['PipelineOutcome'][]) => verdicts.filter((each) => outcomes.includes(each.outcome)).length;
  const said = [
    [count('STARTED', 'STARTS'), 'started'],
    [count('REFUSED'), 'refused'],
    [count('SKIPPED'), 'skipped'],
  ].filter(([many]) => many !== 0);
  return said.map(([many, what]) => `${many} ${what}`).join(', ') || 'no pipeline listens';
}
