import { ActingOrg, withoutOrg, type Kept } from './org.ts';

/** Without storage an org lasts as long as its tab. */
function kept(storage: () => Storage): Kept {
  try {
    const there = storage();
    there.getItem('');
    return there;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (name) => values.get(name) ?? null,
      setItem: (name, value) => void values.set(name, value),
      removeItem: (name) => void values.delete(name),
    };
  }
}

const search = typeof location === 'undefined' ? '' : location.search;

export const acting = new ActingOrg(
  new URLSearchParams(search),
  kept(() => sessionStorage),
  kept(() => localStorage),
);

// The address goes on without it: it says where the tab stands only as long as nobody chooses otherwise.
const { leads, rest } = withoutOrg(search);
if (leads) {
  history.replaceState(history.state, '', location.pathname + rest + location.hash);
}
