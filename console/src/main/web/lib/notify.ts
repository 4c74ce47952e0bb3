import type { ApprovalView } from './api.ts';
import { router } from './router.svelte.ts';
import { visibleText } from './visible.ts';

const PLACE = 'builderos.notifications';

/** `off` until people ask for them; `blocked` when the browser does not let them; `missing` where it has none. */
export type Wish = 'off' | 'on' | 'blocked' | 'missing';

export function wish(): Wish {
  if (typeof Notification === 'undefined') {
    return 'missing';
  }
  if (Notification.permission === 'denied') {
    return 'blocked';
  }
  return Notification.permission === 'granted' && localStorage.getItem(PLACE) === 'on' ? 'on' : 'off';
}

/** Asks the browser, because somebody pressed a button; never by itself. */
export async function turnOn(): Promise<Wish> {
  const answer = await Notification.requestPermission();
  if (answer === 'granted') {
    localStorage.setItem(PLACE, 'on');
  }
  return wish();
}

export function turnOff(): Wish {
  localStorage.removeItem(PLACE);
  return wish();
}

/** Tells what begins to wait while nobody looks, once each. */
export class Notifications {
  private readonly seen = new Set<string>();

  constructor(private readonly isTheirTurn: () => boolean) {}

  /**
   * Looks at what waits.
   *
   * @param known whether what waited before was told; what is there at first is no news
   */
  tell(pending: readonly ApprovalView[], known: boolean): void {
    const fresh = pending.filter(({ id }) => !this.seen.has(id));
    fresh.forEach(({ id }) => this.seen.add(id));
    if (known && fresh.length > 0 && this.isTheirTurn() && wish() === 'on') {
      fresh.forEach(show);
    }
  }
}

function show(approval: ApprovalView): void {
  const notification = new Notification('BuilderOS: this waits for you', {
    body: `${visibleText(approval.card.title)}\n${approval.project} · ${approval.stepId}`,
    tag: approval.id,
  });
  notification.onclick = () => {
    window.focus();
    router.go(`/inbox?approval=${approval.id}`);
    notification.close();
  };
}
