import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** On what was measured, and when. */
export interface MachineFacts {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Whether saga-core ran from its sources, which its worker reads more slowly at start, or as it was built. */
  readonly sagaCore: 'source' | 'built';
  /** The mean number of processes that wanted to run in the last minute, before and after: above 1 before means a busy machine. */
  readonly load: { readonly before: number; readonly after: number };
  /** Processor time in milliseconds a second that the servers use with nothing to do. */
  readonly idle: Readonly<Record<string, number>> | null;
}

const packages = ['@temporalio/worker', '@restatedev/restate-sdk', '@dbos-inc/dbos-sdk'];

export function machineFacts(facts: {
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly sagaCore: 'source' | 'built';
  readonly idle: Readonly<Record<string, number>> | undefined;
}): MachineFacts {
  const { loadBefore, versions, sagaCore, idle } = facts;
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()}`,
    node: process.version,
    versions: { ...versions, ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])) },
    sagaCore,
    load: { before: loadBefore, after: currentLoad() },
    idle: idle ?? null,
  };
}

export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

// Not every package exports its package.json, so it is looked for above the package's entry.
function versionOf(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`/${name}/`) + name.length + 2);
  return String(JSON.parse(readFileSync(`${folder}package.json`, 'utf8')).version);
}
