import { bundleWorkflows } from '../compare/bundle-workflows.ts';
import { type ProcessRoots, residentMemory } from '../measure/processor-time.ts';
import { median } from '../measure/statistics.ts';
import type { ParticipantsApi } from '../participants/participants-api.ts';
import { BenchProcess } from '../processes/bench-process.ts';
import { openStack } from '../processes/open-stack.ts';
import { executionOf } from '../report/execution.ts';
import type { ExploreApi, ExploreFacts } from './explore-api.ts';
import type { GrowthApi, RunFacts } from './growth-api.ts';
import type { CallsPoint, GrowthMeasures, HeldPoint, ReplayPoint } from './growth-results.ts';
import { listLength, sequences, widths } from './growth-sagas.ts';

export interface GrowOptions {
  readonly isSmoke: boolean;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

const rounds = 3;
/** Calls that one reading of processor time covers at least, as it comes in steps of 10 ms. */
const callsPerReading = 100;
const megabyte = 1024 ** 2;

/** Measures how one saga grows in calls, and one worker in sagas. */
export async function grow({ isSmoke, folder, signal, onProgress }: GrowOptions): Promise<GrowthMeasures> {
  await using closers = new AsyncDisposableStack();
  const forked = <Api extends object>(name: string, script: URL) => {
    const child = new BenchProcess<Api>(name, script);
    const stop = () => void child.stop();
    signal.addEventListener('abort', stop);
    closers.defer(async () => {
      signal.removeEventListener('abort', stop);
      await child.stop();
    });
    return child;
  };
  const participants = forked<ParticipantsApi>('the participants', new URL('../participants/main.ts', import.meta.url));
  const stack = await openStack({ postgres: false, signal, onProgress });
  closers.defer(() => stack.stop());
  const { url: participantsUrl } = await participants.ask('listen');
  onProgress('bundling the workflows');
  const workflowBundle = await bundleWorkflows(new URL('workflows-growth.ts', import.meta.url), folder, 'saga-core');
  const surroundings = { participantsUrl, temporalAddress: stack.temporalAddress, workflowBundle };
  const runner = forked<GrowthApi>('the worker', new URL('main.ts', import.meta.url));
  await runner.ask('open', surroundings);
  const processes: ProcessRoots = { worker: runner.pid, server: stack.temporalPid, participants: participants.pid };

  let readings = 0;
  const read = async (saga: string, calls: number) => {
    readings += 1;
    onProgress(`${saga}: ${calls} calls`);
    const times = Math.max(1, Math.ceil((isSmoke ? 1 : callsPerReading) / calls));
    return await runner.ask('run', { saga, times, prefix: `grow-${String(readings).padStart(3, '0')}`, processes });
  };
  const points = async (sagas: readonly { readonly saga: string; readonly calls: number }[]) => {
    const taken = new Map<string, RunFacts[]>();
    for (let round = 0; round < (isSmoke ? 1 : rounds); round += 1) {
      for (const { saga, calls } of sagas) taken.set(saga, [...(taken.get(saga) ?? []), await read(saga, calls)]);
    }
    return sagas.map(({ saga, calls }) => callsPoint(saga, calls, taken.get(saga) ?? []));
  };
  await read('sequence16', 16);
  if (!isSmoke) for (let time = 0; time < 3; time += 1) await read('sequence16', 16);

  const sequence = await points([
    ...sequences.filter((calls) => !isSmoke || calls <= 16).map((calls) => ({ saga: `sequence${calls}`, calls })),
    ...(isSmoke ? [] : [{ saga: 'list', calls: listLength }]),
  ]);
  const parallel = await points(
    widths.filter((calls) => !isSmoke || calls <= 16).map((calls) => ({ saga: `parallel${calls}`, calls })),
  );

  const replay: ReplayPoint[] = [];
  for (const { saga, lastId } of [...sequence, ...parallel].filter(({ calls }) => calls >= 4 && calls <= 256)) {
    onProgress(`replaying ${saga}`);
    const ask = (copies: number) => runner.ask('replay', { id: lastId, copies });
    const { events } = await ask(1);
    const facts = await ask(Math.max(1, Math.ceil((isSmoke ? 100 : 20_000) / events)));
    replay.push({ saga, events, eventsPerSecond: Math.round((facts.events * 1_000) / facts.elapsedMs) });
  }
  await runner.stop();

  const inFlight = await holdSagas();
  onProgress('exploring');
  const explorer = forked<ExploreApi>('the explorer', new URL('explore-main.ts', import.meta.url));
  const explored: ExploreFacts = await explorer.ask('explore', { states: isSmoke ? 2_000 : 300_000 });
  return { sequence, parallel, inFlight, replay, explorer: explored, temporalVersion: stack.temporalVersion };

  // A worker of its own: what another one has done before is in its memory still.
  async function holdSagas(): Promise<readonly HeldPoint[]> {
    const worker = forked<GrowthApi>('the worker', new URL('main.ts', import.meta.url));
    await worker.ask('open', surroundings);
    const held: HeldPoint[] = [];
    for (const sagas of isSmoke ? [10, 20] : [10, 50, 200, 500, 1_000, 2_000]) {
      onProgress(`${sagas} sagas in flight`);
      const { cached, startedPerSecond } = await worker.ask('hold', { inFlight: sagas });
      const [workerBytes, serverBytes] = [residentMemory(worker.pid), residentMemory(stack.temporalPid)];
      held.push({
        sagas,
        cached,
        startedPerSecond: Math.round(startedPerSecond * 10) / 10,
        workerMb: workerBytes === undefined ? null : Math.round(workerBytes / megabyte),
        serverMb: serverBytes === undefined ? null : Math.round(serverBytes / megabyte),
      });
    }
    await worker.stop();
    return held;
  }
}

function callsPoint(saga: string, calls: number, readings: readonly RunFacts[]): CallsPoint {
  const last = readings.at(-1);
  if (last === undefined) throw new Error(`Nothing was read of '${saga}'.`);
  const { events, bytes, kinds } = last.footprint;
  const cpu = readings.flatMap(({ processorTime, latencies }) =>
    processorTime === undefined
      ? []
      : [Object.values(processorTime).reduce((sum, ms) => sum + ms, 0) / (latencies.length * calls)],
  );
  const ms = median(readings.map(({ latencies }) => median(latencies)));
  return {
    saga,
    calls,
    ms: Math.round(ms * 10) / 10,
    msPerCall: Math.round((ms / calls) * 100) / 100,
    cpuPerCall: cpu.length === 0 ? null : Math.round(median(cpu) * 100) / 100,
    events,
    bytes,
    execution: executionOf(kinds),
    lastId: last.lastId,
  };
}
