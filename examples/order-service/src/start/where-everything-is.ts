import { relative } from 'node:path';
import type { HttpProcessName } from './process-name.ts';
import type { RunningSystem } from './start-everything.ts';

const labels: readonly (readonly [HttpProcessName, string])[] = [
  ['api', 'order API'],
  ['order', 'order service'],
  ['inventory', 'inventory service'],
  ['payment', 'payment service'],
  ['notification', 'notification service'],
  ['worker', 'worker'],
];

/** What to read once everything runs: where each process is, and where its log. No secrets. */
export function whereEverythingIs(system: RunningSystem, logFolder: string | undefined): string {
  const rows = labels.map(([name, label]) => [label, system.url(name)] as const);
  const more: (readonly [string, string])[] = [
    ['Temporal', system.env.TEMPORAL_ADDRESS ?? ''],
    ['a token for the API', 'npm run -s token -- --sub customer-1'],
  ];
  if (logFolder !== undefined) more.push(['logs', shorter(logFolder)]);
  const lines = [...rows, ...more].map(([label, where]) => `  ${label.padEnd(22)}${where}`);
  return `\nEverything runs. Ctrl-C stops it.\n${lines.join('\n')}\n\n`;
}

function shorter(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}
