/** Where a browser keeps things: for one of its tabs, or for all. */
export type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const PLACE = 'builderos.org';
const NAME = 'org';

/**
 * The org that a tab acts in. Somebody can belong to several, and tabs of one browser can stand in different ones: an address
 * that names one (`?org=`) comes first, then where the tab was, then where the browser went last. Empty where the server chooses.
 */
export class ActingOrg {
  id: string;

  constructor(
    address: URLSearchParams,
    private readonly tab: Kept,
    private readonly browser: Kept,
  ) {
    const named = address.get(NAME);
    this.id = named ?? tab.getItem(PLACE) ?? browser.getItem(PLACE) ?? '';
    if (named) {
      this.keep(named);
    }
  }

  /** What the server says that the tab acts in; the tab stays there. */
  stay(org: string): void {
    this.id = org;
    this.tab.setItem(PLACE, org);
  }

  /** After the server said that whoever asks does not belong there. */
  forget(): void {
    this.id = '';
    this.tab.removeItem(PLACE);
    this.browser.removeItem(PLACE);
  }

  private keep(org: string): void {
    this.tab.setItem(PLACE, org);
    this.browser.setItem(PLACE, org);
  }
}

/** An address that leads there in another org; following it loads the page anew. */
export const addressIn = (org: string, path: string) => `${path}?${new URLSearchParams({ [NAME]: org })}`;

/** Whether an address leads into an org, and the rest of it. */
export function withoutOrg(search: string): { leads: boolean; rest: string } {
  const query = new URLSearchParams(search);
  const leads = query.has(NAME);
  query.delete(NAME);
  return { leads, rest: query.size > 0 ? `?${query}` : '' };
}
