export type Theme = 'system' | 'light' | 'dark';

const PLACE = 'builderos.theme';

export function theme(): Theme {
  try {
    const kept = localStorage.getItem(PLACE);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    // Without storage the system's own theme is as good as any.
    return 'system';
  }
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

export function setTheme(to: Theme): void {
  try {
    localStorage.setItem(PLACE, to);
  } catch {
    // It holds for this page then.
  }
  document.documentElement.dataset.theme = to;
}
