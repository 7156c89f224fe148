import { setTimeout } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { SagaClient } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { timeBetween } from '../measure/closed-loop.ts';
import { processorTime } from '../measure/processor-time.ts';
import { deskActivities } from '../systems/temporal/desk-activities.ts';
import { temporalFootprint } from '../systems/temporal/temporal-footprint.ts';
import { quietRuntime, runWorker } from '../systems/temporal/worker-run.ts';
import type { GrowthSurroundings, HeldFacts, ReplayFacts, RunFacts, RunOptions } from './growth-api.ts';
import { catalogued } from './growth-catalogue.ts';

const startedAtOnce = 32;

interface OpenSaga {
  readonly worker: Worker;
  readonly sagas: SagaClient;
  readonly stop: () => Promise<void>;
}

/** Runs the growing sagas, with a worker for each and the client in this process. */
export class GrowthRunner {
  readonly #connection: NativeConnection;
  readonly #client: Client;
  readonly #surroundings: GrowthSurroundings;
  readonly #open = new Map<string, OpenSaga>();
  #held = 0;

  private constructor(connection: NativeConnection, surroundings: GrowthSurroundings) {
    this.#connection = connection;
    this.#client = new Client({ connection });
    this.#surroundings = surroundings;
  }

  static async open(surroundings: GrowthSurroundings): Promise<GrowthRunner> {
    quietRuntime();
    return new GrowthRunner(await NativeConnection.connect({ address: surroundings.temporalAddress }), surroundings);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ stop }) => stop()));
    await this.#connection.close();
  }

  async run({ saga: name, times, prefix, processes }: RunOptions): Promise<RunFacts> {
    const { saga } = catalogued(name);
    const { sagas } = await this.#opened(name);
    const before = processorTime(processes);
    const latencies: number[] = [];
    let lastId = '';
    for (let number = 1; number <= times; number += 1) {
      lastId = `${prefix}-${String(number).padStart(4, '0')}`;
      const began = performance.now();
      await sagas.execute(saga, { id: lastId, input: { orderId: lastId } });
      latencies.push(performance.now() - began);
    }
    const used = timeBetween(before, processorTime(processes));
    return { latencies, processorTime: used, footprint: await temporalFootprint(this.#client, lastId), lastId };
  }

  async hold(inFlight: number): Promise<HeldFacts> {
    const { saga } = catalogued('waiting');
    const { sagas, worker } = await this.#opened('waiting');
    const wanted = inFlight - this.#held;
    const began = performance.now();
    const ids: string[] = [];
    const lane = async () => {
      while (this.#held < inFlight) {
        this.#held += 1;
        const id = `held-${String(this.#held).padStart(5, '0')}`;
        await sagas.start(saga, { id, input: { orderId: id } });
        ids.push(id);
      }
    };
    await Promise.all(Array.from({ length: startedAtOnce }, lane));
    for (const id of ids) await untilItWaits(this.#client, id);
    const startedPerSecond = (wanted * 1_000) / (performance.now() - began);
    return { cached: worker.getStatus().numCachedWorkflows, startedPerSecond };
  }

  async replay(name: string, id: string, copies: number): Promise<ReplayFacts> {
    const history = await this.#client.workflow.getHandle(id).fetchHistory();
    const histories = Array.from({ length: copies }, (_, copy) => ({ workflowId: `${id}-${copy}`, history }));
    const began = performance.now();
    const results = Worker.runReplayHistories({ workflowBundle: { codePath: this.#bundleOf(name) } }, histories);
    for await (const { error } of results) if (error !== undefined) throw error;
    return { events: (history.events?.length ?? 0) * copies, elapsedMs: performance.now() - began };
  }

  async #opened(name: string): Promise<OpenSaga> {
    const before = this.#open.get(name);
    if (before !== undefined) return before;
    const worker = await createSagaWorker({
      connection: this.#connection,
      taskQueue: `growth-${name}`,
      workflowBundle: { codePath: this.#bundleOf(name) },
      activities: deskActivities(this.#surroundings.participantsUrl),
    });
    const stop = runWorker(worker);
    const sagas = new SagaClient({ client: this.#client, taskQueue: `growth-${name}`, within: 60_000 });
    const opened = { worker, sagas, stop };
    this.#open.set(name, opened);
    return opened;
  }

  #bundleOf(name: string): string {
    const path = this.#surroundings.workflowBundles[name];
    if (path === undefined) throw new Error(`The workflow of saga '${name}' was not bundled.`);
    return path;
  }
}

/** Asks the server alone: a question to the saga itself would be one more for the worker. */
async function untilItWaits(client: Client, id: string): Promise<void> {
  for (;;) {
    const { historyLength, raw } = await client.workflow.getHandle(id).describe();
    const isUnderWay = (raw.pendingActivities ?? []).length > 0 || Boolean(raw.pendingWorkflowTask);
    // Started, and its first workflow task scheduled, started and completed.
    if (!isUnderWay && historyLength >= 4) return;
    await setTimeout(50);
  }
}
