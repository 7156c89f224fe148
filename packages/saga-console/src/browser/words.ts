import type { ListedStatus, StepStatus } from 'saga-core/client';

/** What a status is called on the page. The words are those of the documentation. */
export const statusWords: Readonly<Record<ListedStatus | StepStatus, string>> = {
  needsAttention: 'needs attention',
  compensating: 'compensating',
  running: 'running',
  completed: 'completed',
  compensated: 'compensated',
  failed: 'failed',
  terminated: 'terminated',
  timedOut: 'timed out',
  pending: 'pending',
  applied: 'applied',
  refused: 'refused',
  inDoubt: 'in doubt',
  parked: 'parked',
  skipped: 'skipped',
};

/** What stands for a status beside its words. */
export const statusSigns: Readonly<Record<ListedStatus | StepStatus, string>> = {
  needsAttention: '!',
  parked: '!',
  compensating: '↩',
  compensated: '↩',
  running: '▸',
  completed: '✓',
  applied: '✓',
  failed: '✕',
  refused: '✕',
  terminated: '✕',
  timedOut: '✕',
  pending: '·',
  inDoubt: '?',
  skipped: '»',
};

export function tries(count: number): string {
  return count === 1 ? '1 try' : `${count} tries`;
}

/** Like `14:03:07`, with the date before it when that is not today's. */
export function clock(at: string, now = new Date()): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return date.toDateString() === now.toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}

/** Like `3 minutes ago`. */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1_000));
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (seconds < 60) return format.format(-seconds, 'second');
  if (seconds < 3_600) return format.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.round(seconds / 3_600), 'hour');
  return format.format(-Math.round(seconds / 86_400), 'day');
}

/** Like `340 ms`, `2.1 s` or `4 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  if (milliseconds < 7_200_000) return `${Math.round(milliseconds / 60_000)} min`;
  return `${Math.round(milliseconds / 3_600_000)} h`;
}
