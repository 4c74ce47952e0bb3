import { acting } from './acting.ts';
import { api, isRefusal, type Schemas } from './api.ts';

/** Who looks at the page, and what they may do there. The server judges; this is for not offering what it would refuse. */
class Me {
  now = $state.raw<Schemas['Me'] | undefined>(undefined);
  private allowed = $derived(new Set(this.now?.may));
  /** Whoever has the token of the server: an owner who is no member. */
  isOperator = $derived(this.now?.id === 'local:owner');
  changesMembers = $derived(this.now?.role === 'Owner' || this.now?.role === 'Admin');

  /** Who that is in the org of this tab; where they do not belong there any more, in the one that the server chooses. */
  async read(): Promise<void> {
    try {
      this.now = await api.me();
    } catch (problem) {
      if (!acting.id || !isRefusal(problem)) {
        throw problem;
      }
      acting.forget();
      this.now = await api.me();
    }
    acting.stay(this.now.org);
  }

  may(operation: string): boolean {
    return this.allowed.has(operation);
  }

  /** Why not. */
  get refusal(): string {
    return `${this.now?.role === 'Owner' || this.now?.role === 'Admin' ? 'An' : 'A'} ${this.now?.role} of ${this.now?.org} may not do this; Settings › Roles says who may.`;
  }
}

export const me = new Me();
