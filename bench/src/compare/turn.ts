import type { LoopFacts, LoopOptions } from '../measure/closed-loop.ts';
import type { ProcessRoots } from '../measure/processor-time.ts';
import { callsOf } from '../order/operations.ts';
import type { SagaPath } from '../order/order.ts';
import type { CallCounts, ParticipantsApi } from '../participants/participants-api.ts';
import { BenchProcess } from '../processes/bench-process.ts';
import type { Footprint, Surroundings, SystemApi, SystemName } from '../systems/system.ts';

export interface TurnOptions {
  readonly name: SystemName;
  /** Of all turns of a run, from 0: it keeps the ids of sagas apart. */
  readonly number: number;
  readonly limit: LoopOptions['limit'];
  /** How many sagas at the same time "under load" is. */
  readonly loadInFlight: number;
  readonly surroundings: Surroundings;
  /** The server's process. DBOS's server is Postgres. */
  readonly serverPid: number;
  readonly participants: BenchProcess<ParticipantsApi>;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** One path of one turn: at one in flight, under load, and what is left of it. */
export interface PathFacts {
  readonly alone: LoopFacts;
  readonly loaded: LoopFacts;
  readonly footprints: readonly Footprint[];
  /** What the participants saw of both loops. */
  readonly counts: CallCounts;
  /** Sagas of both loops, measured or not. */
  readonly sagas: number;
}

export interface TurnFacts {
  /** Milliseconds from when the system's process was started until its first saga had ended. */
  readonly startUp: number;
  readonly paths: Readonly<Record<SagaPath, PathFacts>>;
}

const paths = Object.keys(callsOf) as SagaPath[];

/** Starts a system, lets it get warm, measures both paths, and stops it. */
export async function takeTurn(options: TurnOptions): Promise<TurnFacts> {
  const { name, number, limit, loadInFlight, surroundings, serverPid, participants, signal, onProgress } = options;
  const began = performance.now();
  const system = new BenchProcess<SystemApi>(name, new URL('../systems/main.ts', import.meta.url), {
    BENCH_SYSTEM: name,
  });
  const stopped = () => void system.stop();
  signal.addEventListener('abort', stopped);
  try {
    const processes: ProcessRoots = { worker: system.pid, server: serverPid, participants: participants.pid };
    let loops = 0;
    const loop = async (path: SagaPath, inFlight: number, until: LoopOptions['limit']) => {
      signal.throwIfAborted();
      loops += 1;
      const prefix = `order-${String(number).padStart(4, '0')}${String.fromCharCode(96 + loops)}`;
      return await system.ask('loop', { path, inFlight, prefix, limit: until, processes });
    };
    await system.ask('open', surroundings);
    await loop('success', 1, { sagas: 1 });
    const startUp = performance.now() - began;

    onProgress('warm-up');
    for (const path of paths) await loop(path, loadInFlight, part(limit, path === 'success' ? 0.6 : 0.3));

    const measure = async (path: SagaPath): Promise<PathFacts> => {
      await participants.ask('takeCounts');
      onProgress(`${path}, 1 in flight`);
      const alone = await loop(path, 1, limit);
      onProgress(`${path}, ${loadInFlight} in flight`);
      const loaded = await loop(path, loadInFlight, limit);
      const counts = await participants.ask('takeCounts');
      const footprints = await system.ask('footprints', alone.sampleIds);
      return { alone, loaded, footprints, counts, sagas: alone.sagas + loaded.sagas };
    };
    return { startUp, paths: { success: await measure('success'), undo: await measure('undo') } };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stopped);
    await system.stop();
  }
}

function part(limit: LoopOptions['limit'], share: number): LoopOptions['limit'] {
  return 'sagas' in limit
    ? { sagas: Math.max(1, Math.round(limit.sagas * share)) }
    : { seconds: limit.seconds * share };
}
