import { setTimeout as delay } from 'node:timers/promises';
import type { AnySaga } from 'saga-core';
import type { SagaClient, SagaHandle } from 'saga-core/client';

/** Somebody who looks after sagas that need attention, and has what is parked in them tried again. */
export class Operator {
  readonly #stopping = new AbortController();
  readonly #working: Promise<void>;

  /** Looks after these sagas until `stop()`. */
  constructor(sagas: SagaClient, saga: Pick<AnySaga, 'name'>, handles: ReadonlyMap<string, SagaHandle<unknown>>) {
    this.#working = this.#work(sagas, saga, handles);
    this.#working.catch(() => undefined); // Whoever stops it hears of it.
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  async #work(sagas: SagaClient, saga: Pick<AnySaga, 'name'>, handles: ReadonlyMap<string, SagaHandle<unknown>>) {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      for await (const { id } of sagas.list({ saga, status: 'needsAttention' })) {
        const handle = handles.get(id);
        if (handle !== undefined) await this.#tryAgain(handle);
      }
      await delay(500, undefined, { signal }).catch(() => undefined);
    }
  }

  // The list is some seconds old: what the saga itself says counts.
  async #tryAgain(handle: SagaHandle<unknown>): Promise<void> {
    const { steps } = await handle.status({ within: 30_000 });
    for (const { name, parked } of steps) {
      if (parked === undefined) continue;
      const decision = {
        step: name,
        action: 'retry',
        actor: 'operator-1',
        reason: 'the network is bad today',
      } as const;
      await handle.resolve(decision, { within: 30_000 });
    }
  }
}
