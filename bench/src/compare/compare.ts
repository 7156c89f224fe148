import { createDatabase } from '@saga/local-stack';
import pg from 'pg';
import type { LoopOptions } from '../measure/closed-loop.ts';
import { processorTime } from '../measure/processor-time.ts';
import type { ParticipantsApi } from '../participants/participants-api.ts';
import { BenchProcess } from '../processes/bench-process.ts';
import { type BenchStack, openStack } from '../processes/open-stack.ts';
import type { RestateServerApi, RestateServerFacts } from '../systems/restate/restate-server-api.ts';
import type { Surroundings, SystemName } from '../systems/system.ts';
import { bundleWorkflows } from './bundle-workflows.ts';
import { type TurnFacts, takeTurn } from './turn.ts';

export interface CompareOptions {
  readonly systems: readonly SystemName[];
  readonly rounds: number;
  readonly limit: LoopOptions['limit'];
  readonly loadInFlight: number;
  /** A folder for what is thrown away. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

export interface Comparison {
  /** What each system did, by round; or why it was not run. */
  readonly turns: ReadonlyMap<SystemName, readonly TurnFacts[] | { readonly notRun: string }>;
  readonly versions: Readonly<Record<string, string>>;
  /** Processor time in milliseconds a second that the stack's servers use when nobody asks anything of them. */
  readonly idle: Readonly<Record<string, number>> | undefined;
}

const workflowModules = {
  adaptive: { module: new URL('../systems/temporal/workflows-adaptive.ts', import.meta.url), by: 'saga-core' },
  activity: { module: new URL('../systems/temporal/workflows-activity.ts', import.meta.url), by: 'saga-core' },
  handwritten: { module: new URL('../systems/temporal/workflows-handwritten.ts', import.meta.url), by: 'temporal' },
} as const;

const idleForMs = 2_000;

/** Lets all systems run, one after the other and several times, each round beginning with another. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { systems, rounds, folder, signal, onProgress } = options;
  const turns = new Map<SystemName, TurnFacts[] | { readonly notRun: string }>(systems.map((name) => [name, []]));
  const versions: Record<string, string> = {};
  await using closers = new AsyncDisposableStack();
  const participants = new BenchProcess<ParticipantsApi>(
    'the participants',
    new URL('../participants/main.ts', import.meta.url),
  );
  closers.defer(() => participants.stop());
  const stack = await openStack({ postgres: systems.includes('dbos'), signal, onProgress });
  closers.defer(() => stack.stop());
  versions.temporal = stack.temporalVersion;

  const { url: participantsUrl } = await participants.ask('listen');
  const postgresUrl = systems.includes('dbos') ? await openDatabase(stack) : undefined;
  const workflowBundles = new Map<SystemName, string>();
  for (const name of systems) {
    if (name === 'restate' || name === 'dbos') continue;
    onProgress(`bundling the workflows of ${name}`);
    const { module, by } = workflowModules[name];
    workflowBundles.set(name, await bundleWorkflows(module, folder, by));
  }
  const idle = await idleTime(stack);

  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < systems.length; place += 1) {
      const name = systems[(round + place) % systems.length] as SystemName;
      const taken = turns.get(name);
      if (!Array.isArray(taken)) continue;
      const say = (text: string) => onProgress(`round ${round + 1} of ${rounds}, ${name}: ${text}`);
      try {
        say('start');
        await using restate = name === 'restate' ? await openRestateServer(folder) : undefined;
        if (restate !== undefined) versions.restate = restate.facts.version;
        const surroundings: Surroundings = {
          participantsUrl,
          temporalAddress: stack.temporalAddress,
          workflowBundle: workflowBundles.get(name) ?? '',
          restate: restate?.facts,
          postgresUrl,
        };
        const serverPid = restate?.facts.pid ?? (name === 'dbos' ? stack.postgresPid : stack.temporalPid) ?? 0;
        const number = round * systems.length + place;
        taken.push(
          await takeTurn({ ...options, name, number, surroundings, serverPid, participants, onProgress: say }),
        );
      } catch (error) {
        signal.throwIfAborted();
        turns.set(name, { notRun: error instanceof Error ? error.message : String(error) });
        say(`failed: ${error}`);
      }
    }
  }
  return { turns, versions, idle };
}

/** A database of its own, whose commits reach the disk's cache before they are answered, as in the other rows. */
async function openDatabase({ postgresAdminUrl }: BenchStack): Promise<string> {
  if (postgresAdminUrl === undefined) throw new Error('The local stack came up without a Postgres.');
  const { url } = await createDatabase(postgresAdminUrl);
  const admin = new pg.Client({ connectionString: postgresAdminUrl });
  await admin.connect();
  try {
    // The stack's throwaway Postgres would answer before anything is written.
    const name = admin.escapeIdentifier(new URL(url).pathname.slice(1));
    await admin.query(`alter database ${name} set synchronous_commit = on`);
  } finally {
    await admin.end();
  }
  return url;
}

async function openRestateServer(folder: string): Promise<AsyncDisposable & { readonly facts: RestateServerFacts }> {
  const keeper = new BenchProcess<RestateServerApi>(
    "Restate's server",
    new URL('../systems/restate/restate-server-main.ts', import.meta.url),
  );
  const stop = () => keeper.stop();
  try {
    return { facts: await keeper.ask('start', folder), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function idleTime({ temporalPid, postgresPid }: BenchStack): Promise<Comparison['idle']> {
  const roots = { temporal: temporalPid, ...(postgresPid === undefined ? {} : { postgres: postgresPid }) };
  const before = processorTime(roots);
  await new Promise((resolve) => setTimeout(resolve, idleForMs));
  const after = processorTime(roots);
  if (before === undefined || after === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, ((ms - (before[name] ?? 0)) * 1_000) / idleForMs]),
  );
}
