import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { answer, forward } from '../kill/calls-on-hold.ts';
import type { Fault, FaultKind, Faults, NetworkCall } from './faults.ts';
import { HeldRequests } from './held-requests.ts';

/** A participant behind the proxy. */
export interface FaultyLink {
  /** Where it is. */
  readonly url: string;
  /** A valid `x-service-token` for it: what is held for long gets a new one, as the barrier has to refuse it and not its age. */
  readonly token: () => Promise<string>;
}

/** Some payment methods never answer. What they do is done in a moment. */
const patienceMilliseconds = 10_000;

/**
 * A bad network between a worker and its participants: real HTTP, passed on as it is, save for what `faults` does to the calls
 * of sagas. Everything else, such as health checks, goes through.
 */
export class FaultProxy {
  readonly #faults: Faults;
  readonly #servers: Server[] = [];
  readonly #attempts = new Map<string, number>();
  readonly #calls = new Map<string, number>();
  readonly #watched = new Map<string, { readonly call: number; readonly seen: PromiseWithResolvers<void> }>();
  readonly #held = new HeldRequests();
  readonly #underWay = new Set<Promise<unknown>>();
  /** How often each fault happened. */
  readonly happened = new Map<FaultKind, number>();
  /** The status of each answer that nobody waited for any more. */
  readonly lateAnswers: number[] = [];

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** A link to a participant. Gives the URL to call instead of its own. */
  async linkTo(link: FaultyLink): Promise<string> {
    const server = createServer((request, response) => {
      const passing = this.#pass(link, request, response);
      this.#underWay.add(passing);
      void passing.finally(() => this.#underWay.delete(passing));
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Resolves when the saga has so many calls on the network. */
  async sawCall(sagaId: string, call: number): Promise<void> {
    const seen = Promise.withResolvers<void>();
    this.#watched.set(sagaId, { call, seen });
    if ((this.#calls.get(sagaId) ?? 0) >= call) seen.resolve();
    await seen.promise;
  }

  /** How many requests are held. */
  get held(): number {
    return this.#held.count;
  }

  /** Lets all that is held arrive, and resolves when nothing is under way any more. */
  async releaseAll(): Promise<void> {
    this.#held.releaseAll();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
  }

  async #pass(link: FaultyLink, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      const body = await buffer(request);
      const { method = 'GET', headers } = request;
      const url = new URL(request.url ?? '', link.url);
      const signal = () => AbortSignal.timeout(patienceMilliseconds);
      const send = () => forward(url, { method, headers, signal: signal() }, body);
      const sendLate = async () => {
        const renewed = { ...headers, 'x-service-token': await link.token() };
        const late = await forward(url, { method, headers: renewed, signal: signal() }, body);
        this.lateAnswers.push(late.status);
        await late.arrayBuffer();
      };
      const call = this.#callOf(request);
      const fault = call && this.#faults(call);
      if (fault === undefined) return await answer(response, await send());
      this.happened.set(fault.kind, (this.happened.get(fault.kind) ?? 0) + 1);
      await this.#perform(fault, { response, send, sendLate });
    } catch {
      response.destroy(); // The participant is not there, or the caller is gone: to the other one it looks just like that.
    }
  }

  async #perform(fault: Fault, { response, send, sendLate }: Passing): Promise<void> {
    switch (fault.kind) {
      case 'dropRequest':
        return;
      case 'dropReply':
        await (await send()).arrayBuffer();
        if (fault.how === 'broken') breakOff(response);
        return;
      case 'hold':
        await this.#held.wait(fault.release);
        return await sendLate();
      case 'duplicate': {
        const [first] = await Promise.allSettled([
          send().then((from) => answer(response, from)),
          delay(fault.after).then(sendLate),
        ]);
        if (first.status === 'rejected') response.destroy();
        return;
      }
      case 'delay':
        await delay(fault.by);
        return await sendLate();
      case 'reset':
        if (fault.when === 'after') await (await send()).arrayBuffer();
        breakOff(response);
    }
  }

  #callOf({ headers }: IncomingMessage): NetworkCall | undefined {
    const { 'saga-id': sagaId, 'saga-step': step, 'saga-operation': operation, 'idempotency-key': key } = headers;
    if (typeof sagaId !== 'string') return undefined;
    const calls = (this.#calls.get(sagaId) ?? 0) + 1;
    this.#calls.set(sagaId, calls);
    const watched = this.#watched.get(sagaId);
    if (watched !== undefined && calls >= watched.call) watched.seen.resolve();
    // A fence carries the key of the run that it asks after.
    const tries = `${operation} ${key}`;
    const attempt = (this.#attempts.get(tries) ?? 0) + 1;
    this.#attempts.set(tries, attempt);
    return { sagaId, step: String(step), operation: String(operation), key: String(key), attempt };
  }
}

interface Passing {
  readonly response: ServerResponse;
  /** To the participant and back. */
  readonly send: () => Promise<Response>;
  /** To the participant, when nobody waits any more. */
  readonly sendLate: () => Promise<void>;
}

function breakOff(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.resetAndDestroy();
}
