import pg from 'pg';
import { currentCall } from './stepper.ts';

type Query = (...parts: unknown[]) => unknown;

/** A real connection whose queries wait for their call's turn; without a stepped call it is like any other. Give it to a pool as `Client`. */
export class SteppedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as Query;
    this.query = (async (...parts: unknown[]) => {
      const call = currentCall.getStore();
      if (call !== undefined) await call.stepper.turn(call, this.#pid);
      return await query(...parts);
    }) as typeof this.query;
  }

  /** `pg` keeps it, and does not say so in its types. */
  get #pid(): number {
    return (this as unknown as { readonly processID: number }).processID;
  }
}
