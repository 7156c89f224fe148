import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call of a saga, and where on its way it is stopped: before its participant got it, or on the way back. */
export interface HoldPoint {
  readonly step: string;
  readonly operation: 'run' | 'compensate';
  readonly when: 'before' | 'after';
}

interface Held {
  readonly point: HoldPoint;
  readonly arrived: PromiseWithResolvers<void>;
  readonly responses: ServerResponse[];
  /** Sends on what never reached its participant. */
  readonly late: (() => Promise<Response>)[];
  readonly keys: string[];
}

/**
 * The network between a worker and its participants: real HTTP, passed on as it is, until it stops one call of each saga.
 * A saga's calls wait until it is known which of them that is.
 */
export class CallsOnHold {
  readonly #servers: Server[] = [];
  readonly #sagas = new Map<string, PromiseWithResolvers<Held>>();
  #isHolding = true;

  /** A link to a participant. Gives the URL to call instead of its own. */
  async linkTo(target: string): Promise<string> {
    const server = createServer((request, response) => void this.#pass(target, request, response));
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Resolves when the saga's call is stopped there. */
  async holdAt(sagaId: string, point: HoldPoint): Promise<void> {
    const held: Held = { point, arrived: Promise.withResolvers(), responses: [], late: [], keys: [] };
    this.#saga(sagaId).resolve(held);
    await held.arrived.promise;
  }

  /** Breaks the connections of all calls that are stopped, and stops none any more. */
  async lose(): Promise<void> {
    this.#isHolding = false;
    for (const { responses } of await this.#held()) for (const response of responses) response.destroy();
  }

  /** Lets what was stopped on its way there arrive now, and gives the participants' answers. */
  async deliverLate(): Promise<readonly Response[]> {
    const held = await this.#held();
    return await Promise.all(held.flatMap(({ late }) => late.map((send) => send())));
  }

  /** The idempotency keys of all tries of the call that was stopped, in order. */
  async keysOf(sagaId: string): Promise<readonly string[]> {
    return (await this.#saga(sagaId).promise).keys;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
  }

  async #pass(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const body = await buffer(request);
    const { 'saga-id': sagaId, 'saga-step': step, 'saga-operation': operation } = request.headers;
    // Not the request itself: its own signal aborts when the worker that sent it is gone, and a late delivery comes after that.
    const { method, headers } = request;
    const send = () => forward(new URL(request.url ?? '', target), { ...(method && { method }), headers }, body);
    try {
      if (typeof sagaId !== 'string') return await answer(response, await send());
      const held = await this.#saga(sagaId).promise;
      const { point } = held;
      if (point.step !== step || point.operation !== operation) return await answer(response, await send());
      held.keys.push(String(request.headers['idempotency-key']));
      if (!this.#isHolding) return await answer(response, await send());
      if (point.when === 'after') await send();
      else held.late.push(send);
      held.responses.push(response);
      held.arrived.resolve();
    } catch {
      response.destroy(); // The participant is not there, which is how that looks to a caller.
    }
  }

  #saga(sagaId: string): PromiseWithResolvers<Held> {
    const known = this.#sagas.get(sagaId) ?? Promise.withResolvers<Held>();
    this.#sagas.set(sagaId, known);
    return known;
  }

  #held(): Promise<readonly Held[]> {
    return Promise.all([...this.#sagas.values()].map(({ promise }) => promise));
  }
}

/** Of one connection only, not of the message. */
const hopByHop = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding'];

/** A request as it came, and what ends it where it goes. */
export interface Forwarded extends Pick<IncomingMessage, 'method' | 'headers'> {
  readonly signal?: AbortSignal;
}

/** Sends a request on as it is. */
export async function forward(
  url: URL,
  { method = 'GET', headers, signal }: Forwarded,
  body: Buffer,
): Promise<Response> {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return await fetch(url, {
    method,
    headers: kept(headers),
    redirect: 'manual',
    ...(signal && { signal }),
    ...(hasBody && { body: new Uint8Array(body) }),
  });
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !hopByHop.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Answers as the participant did. */
export async function answer(response: ServerResponse, from: Response): Promise<void> {
  const headers = [...from.headers].filter(([name]) => !hopByHop.includes(name) && name !== 'content-encoding');
  const body = Buffer.from(await from.arrayBuffer());
  response.writeHead(from.status, Object.fromEntries(headers));
  response.end(body);
}
