import { relative } from 'node:path';
import { type HttpProcessName, processLabels } from './process-name.ts';
import type { RunningSystem } from './start-everything.ts';

const shown: readonly HttpProcessName[] = ['api', 'order', 'inventory', 'payment', 'notification', 'worker'];

/** What to read once everything runs: where each process is, and where its log. No secrets. */
export function whereEverythingIs(system: RunningSystem, logFolder: string | undefined): string {
  const rows = shown.map((name) => [processLabels[name], system.url(name)] as const);
  const more: (readonly [string, string])[] = [
    ['saga console', `${system.url('api')}/console`],
    ['Temporal', system.env.TEMPORAL_ADDRESS ?? ''],
    ['a token for the API', 'npm run -s token -- --sub customer-1'],
    ['one for the console', 'npm run -s token -- --sub operator-1 --role operator'],
  ];
  if (logFolder !== undefined) more.push(['logs', shorter(logFolder)]);
  const lines = [...rows, ...more].map(([label, where]) => `  ${label.padEnd(22)}${where}`);
  return `\nEverything runs. Ctrl-C stops it.\n${lines.join('\n')}\n\n`;
}

function shorter(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}
