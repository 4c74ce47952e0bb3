import './acting.ts';
import { withoutOrg } from './org.ts';
import { placeOf, withQuery, type Place } from './routes.ts';

class Router {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));
  place: Place = $derived(placeOf(this.path));

  constructor() {
    addEventListener('popstate', () => this.read());
    addEventListener('click', (event) => this.take(event));
  }

  private read(): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  go(to: string): void {
    history.pushState(null, '', to);
    this.read();
    scrollTo(0, 0);
  }

  /** Changes what the address says of this place; null takes a name away. */
  set(changes: Record<string, string | null>, how: 'push' | 'replace' = 'replace'): void {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') {
        query.delete(name);
      } else {
        query.set(name, value);
      }
    }
    const to = withQuery(location.pathname, query);
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to);
    this.read();
  }

  /** Links within the console change the place and load nothing, but for those into another org. */
  private take(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
      return;
    }
    const to = new URL(link.href, location.href);
    if (to.origin === location.origin && placeOf(to.pathname).view !== 'nowhere' && !withoutOrg(to.search).leads) {
      event.preventDefault();
      this.go(to.pathname + to.search);
    }
  }
}

export const router = new Router();
