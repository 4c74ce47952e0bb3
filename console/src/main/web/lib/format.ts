export function duration(millis: number): string {
  if (!Number.isFinite(millis) || millis < 0) {
    return '';
  }
  if (millis < 1_000) {
    return `${Math.round(millis)} ms`;
  }
  const seconds = millis / 1_000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} m ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} m` : `${Math.floor(hours / 24)} d`;
}

export function ago(millis: number): string {
  const seconds = Math.max(0, millis / 1_000);
  if (seconds < 45) {
    return 'just now';
  }
  if (seconds < 3_600) {
    return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  }
  if (seconds < 86_400) {
    return `${Math.round(seconds / 3_600)} h ago`;
  }
  return `${Math.round(seconds / 86_400)} d ago`;
}

export function bytes(count: number): string {
  if (count < 1_000) {
    return `${count} B`;
  }
  const units = ['kB', 'MB', 'GB'];
  let value = count / 1_000;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export function short(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

export const plain = new Intl.NumberFormat('en', { useGrouping: true });

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const clock = (at: string | number) => CLOCK.format(new Date(at));
export const full = (at: string | number) => FULL.format(new Date(at));

/** `SUCCEEDED` as people say it. */
export const word = (name: string) => name.toLowerCase().replaceAll('_', ' ');
