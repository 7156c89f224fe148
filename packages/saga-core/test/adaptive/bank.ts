import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/activity';
import { type Barrier, barrier, Refusal } from 'saga-core/participant';
import { type Ledger, note, openLedger } from '../participant/open-ledger.ts';
import { type Gate, gate } from '../support/gate.ts';

/** Where a saga's call is held: before its effect, or between the effect and its answer. */
export interface HoldPoint {
  readonly activity: string;
  readonly when: 'before' | 'after';
}

interface Request {
  readonly activity: string;
  readonly call: SagaCall;
}

/** The service that the sagas call: over HTTP, with a barrier and a ledger in Postgres. It does with each call what a test says. */
export class Bank {
  readonly #server: Server;
  readonly #ledger: Ledger;
  readonly #guard: Barrier<PoolClient>;
  readonly #holds = new Map<string, { readonly point: HoldPoint; readonly reached: Gate; readonly released: Gate }>();
  readonly #declining = new Set<string>();
  readonly #unreachable = new Map<string, number>();

  private constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#guard = barrier(ledger.pool);
    this.#server = createServer((request, response) => {
      json(request)
        .then((body) => this.#answer(body as Request))
        .then(
          ([status, body]) => response.writeHead(status).end(JSON.stringify(body)),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
    });
  }

  static async open(): Promise<Bank> {
    const bank = new Bank(await openLedger());
    bank.#server.listen(0, '127.0.0.1');
    await once(bank.#server, 'listening');
    return bank;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The first call of that saga to come by is held there, until it is released. */
  hold(sagaId: string, point: HoldPoint): { readonly reached: Promise<unknown>; readonly release: () => void } {
    const hold = { point, reached: gate(), released: gate() };
    this.#holds.set(sagaId, hold);
    return { reached: hold.reached.opened, release: hold.released.open };
  }

  /** That saga's charge is declined. */
  decline(sagaId: string): void {
    this.#declining.add(sagaId);
  }

  /** The next `times` calls of `reserve` by that saga fail, as those of a service that can't be reached. */
  loseTouch(sagaId: string, times: number): void {
    this.#unreachable.set(sagaId, times);
  }

  effectsOf(sagaId: string): Promise<readonly string[]> {
    return this.#ledger.effectsOf(sagaId);
  }

  async close(): Promise<void> {
    for (const { released } of this.#holds.values()) released.open();
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#ledger.close();
  }

  async #answer({ activity, call }: Request): Promise<[status: number, body: unknown]> {
    const left = this.#unreachable.get(call.sagaId) ?? 0;
    if (activity === 'reserve' && left > 0) {
      this.#unreachable.set(call.sagaId, left - 1);
      return [503, {}];
    }
    const hold = this.#holds.get(call.sagaId);
    const isHeld = hold !== undefined && hold.point.activity === activity;
    if (isHeld) this.#holds.delete(call.sagaId);
    if (isHeld && hold.point.when === 'before') await held(hold);
    const answer = await this.#perform(activity, call);
    if (isHeld && hold.point.when === 'after') await held(hold);
    return answer;
  }

  async #perform(activity: string, call: SagaCall): Promise<[status: number, body: unknown]> {
    if (call.operation === 'fence') return [200, await this.#guard.fence(call)];
    const answer = await this.#guard.handle(call, {
      run: async (tx) => {
        await note(tx, call.sagaId, activity);
        if (activity === 'charge' && this.#declining.has(call.sagaId)) throw new Refusal('CARD_DECLINED');
        return { room: '12', paymentId: `pay-${call.sagaId}` };
      },
      compensate: (tx) => note(tx, call.sagaId, activity),
    });
    return answer.outcome === 'refused' ? [409, answer] : [200, answer.result ?? null];
  }
}

async function held({ reached, released }: { readonly reached: Gate; readonly released: Gate }): Promise<void> {
  reached.open();
  await released.opened;
}
