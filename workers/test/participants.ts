import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One call as a participant saw it. */
export interface SeenCall {
  readonly path: string;
  readonly sagaId: string;
  readonly operation: string;
}

const results: Record<string, object> = {
  '/orders': { total: 1999 },
  '/reservations': { reservationId: 'reservation-1' },
  '/charges': { paymentId: 'payment-1' },
};

/**
 * The three participants at one address, over real HTTP: they apply everything. A call can be held until the test lets it
 * go, which is how a test stops a worker in the middle of one.
 */
export class Participants {
  readonly calls: SeenCall[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #held = new Map<string, Promise<unknown>>();
  readonly #events = new EventEmitter();
  #url = '';

  static async start(): Promise<Participants> {
    const participants = new Participants();
    await participants.listen(0);
    onTestFinished(async () => void (await participants.stop()));
    return participants;
  }

  /** The variables that send a worker here. */
  get environment() {
    return { ORDER_SERVICE_URL: this.#url, INVENTORY_SERVICE_URL: this.#url, PAYMENT_SERVICE_URL: this.#url };
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends the server, its connections too. Gives the port on which it can be started again. */
  async stop(): Promise<number> {
    const port = Number(new URL(this.#url).port);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    return port;
  }

  /** Holds the answers to calls of `path`: `asked` resolves when one has arrived, `release` lets them go. */
  hold(path: string): { readonly asked: Promise<unknown>; readonly release: () => void } {
    this.#held.set(path, once(this.#events, `release ${path}`));
    return {
      asked: once(this.#events, `asked ${path}`),
      release: () => this.#events.emit(`release ${path}`),
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const path = request.url ?? '';
    if (path === '/health/live') return void response.end();
    const { 'saga-id': sagaId, 'saga-operation': operation } = request.headers;
    this.calls.push({ path, sagaId: String(sagaId), operation: String(operation) });
    this.#events.emit(`asked ${path}`);
    await this.#held.get(path);
    const result = results[path];
    response.writeHead(result === undefined ? 204 : 200, { 'content-type': 'application/json' });
    response.end(result === undefined ? undefined : JSON.stringify(result));
  }
}
