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
import { growthSagas, waitingSaga } from './growth-sagas.ts';

const taskQueue = 'growth';
const startedAtOnce = 32;

/** Runs the growing sagas, with the worker and the client in this process. */
export class GrowthRunner {
  readonly #worker: Worker;
  readonly #client: Client;
  readonly #sagas: SagaClient;
  readonly #bundle: string;
  readonly #close: () => Promise<void>;
  #held = 0;

  private constructor(worker: Worker, client: Client, bundle: string, close: () => Promise<void>) {
    this.#worker = worker;
    this.#client = client;
    this.#sagas = new SagaClient({ client, taskQueue, within: 60_000 });
    this.#bundle = bundle;
    this.#close = close;
  }

  static async open({ participantsUrl, temporalAddress, workflowBundle }: GrowthSurroundings): Promise<GrowthRunner> {
    quietRuntime();
    const connection = await NativeConnection.connect({ address: temporalAddress });
    const worker = await createSagaWorker({
      connection,
      taskQueue,
      workflowBundle: { codePath: workflowBundle },
      activities: deskActivities(participantsUrl),
    });
    const stop = runWorker(worker);
    return new GrowthRunner(worker, new Client({ connection }), workflowBundle, async () => {
      await stop();
      await connection.close();
    });
  }

  close(): Promise<void> {
    return this.#close();
  }

  async run({ saga: name, times, prefix, processes }: RunOptions): Promise<RunFacts> {
    const saga = growthSagas.get(name);
    if (saga === undefined) throw new Error(`There is no saga '${name}'.`);
    const before = processorTime(processes);
    const latencies: number[] = [];
    let lastId = '';
    for (let number = 1; number <= times; number += 1) {
      lastId = `${prefix}-${String(number).padStart(4, '0')}`;
      const began = performance.now();
      await this.#sagas.execute(saga, { id: lastId, input: { orderId: lastId } });
      latencies.push(performance.now() - began);
    }
    const used = timeBetween(before, processorTime(processes));
    return { latencies, processorTime: used, footprint: await temporalFootprint(this.#client, lastId), lastId };
  }

  async hold(inFlight: number): Promise<HeldFacts> {
    const wanted = inFlight - this.#held;
    const began = performance.now();
    const ids: string[] = [];
    const lane = async () => {
      while (this.#held < inFlight) {
        this.#held += 1;
        const id = `held-${String(this.#held).padStart(5, '0')}`;
        await this.#sagas.start(waitingSaga, { id, input: { orderId: id } });
        ids.push(id);
      }
    };
    await Promise.all(Array.from({ length: startedAtOnce }, lane));
    for (const id of ids) await untilItWaits(this.#client, id);
    const startedPerSecond = (wanted * 1_000) / (performance.now() - began);
    return { cached: this.#worker.getStatus().numCachedWorkflows, startedPerSecond };
  }

  async replay(id: string, copies: number): Promise<ReplayFacts> {
    const history = await this.#client.workflow.getHandle(id).fetchHistory();
    const histories = Array.from({ length: copies }, (_, copy) => ({ workflowId: `${id}-${copy}`, history }));
    const began = performance.now();
    const results = Worker.runReplayHistories({ workflowBundle: { codePath: this.#bundle } }, histories);
    for await (const { error } of results) if (error !== undefined) throw error;
    return { events: (history.events?.length ?? 0) * copies, elapsedMs: performance.now() - began };
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
