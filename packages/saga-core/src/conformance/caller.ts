import { setTimeout as sleep } from 'node:timers/promises';
import type { SagaOperation } from '../engine/saga-call.ts';
import type { CheckedOptions } from './checked-options.ts';
import type { ConformanceRequest } from './conformance-options.ts';
import type { Logbook } from './logbook.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Redactor } from './redactor.ts';
import { requestUrl } from './request-url.ts';
import { sendRequest } from './send-request.ts';
import { shapeFault } from './shape-fault.ts';

/** What goes out: the user's request with the protocol's headers. @internal */
export interface Calling {
  /** Whose request it is, such as `operations.reserve.run`, for errors. */
  readonly where: string;
  readonly request: ConformanceRequest;
  readonly operation: SagaOperation;
  readonly headers: Readonly<Record<string, string>>;
}

/** How often a call is sent before its answer is in doubt for good. */
const tries = 6;

/** And for how many times of what one request may take: who never answers would hold up the kit for long. */
const patience = 3;

const shortestPause = 50;
const longestPause = 2_000;

/** How many calls tell how long one takes. */
const remembered = 15;

/** Pauses in races follow the usual time, but not a participant that is slower than this. */
const longestUsualTime = 500;

/** Sends calls as a saga would: one without a definite answer again, under the same key, within bounds. @internal */
export class Caller {
  readonly #options: CheckedOptions;
  readonly #logbook: Logbook;
  readonly #redactor: Redactor;
  #times: readonly number[] = [];

  constructor(options: CheckedOptions, logbook: Logbook, redactor: Redactor) {
    this.#options = options;
    this.#logbook = logbook;
    this.#redactor = redactor;
  }

  async call(calling: Calling): Promise<Outcome> {
    const began = performance.now();
    for (let tried = 1; ; tried += 1) {
      const outcome = await this.#once(calling);
      if (outcome.kind !== 'doubt') return outcome;
      const isHanging = tried > 1 && performance.now() - began > patience * this.#options.timeout;
      if (tried === tries || isHanging) {
        return { ...outcome, words: `${outcome.words}, though it was sent ${tried} times` };
      }
      this.#logbook.askedAgain += 1;
      const pause = outcome.retryAfterMs ?? shortestPause * 2 ** (tried - 1);
      await this.pause(Math.min(Math.max(pause, shortestPause), longestPause));
    }
  }

  /** How many milliseconds a call takes at present: the median of the last ones. */
  get usualTime(): number {
    const sorted = this.#times.toSorted((one, other) => one - other);
    return Math.min(Math.max(sorted[Math.floor(sorted.length / 2)] ?? 0, 1), longestUsualTime);
  }

  async pause(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    try {
      await sleep(milliseconds, undefined, { ...(signal && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  async #once({ where, request, operation, headers }: Calling): Promise<Outcome> {
    const { baseUrl, timeout, signal } = this.#options;
    const sending = {
      url: requestUrl(where, baseUrl, request),
      method: request.method ?? 'POST',
      headers: await this.#headers(request, headers),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      timeout,
      signal,
    };
    const close = this.#logbook.begin(sending);
    const began = performance.now();
    const reply = await sendRequest(sending);
    this.#times = [performance.now() - began, ...this.#times.slice(0, remembered - 1)];
    const exchange = close(reply);
    const outcome = outcomeOf(reply, this.#redactor);
    const fault = shapeFault(operation, reply, outcome);
    if (fault !== undefined) this.#logbook.misshape ??= { fault, exchange };
    return outcome;
  }

  async #headers(request: ConformanceRequest, protocol: Readonly<Record<string, string>>) {
    const given = (await this.#options.headers?.()) ?? {};
    const own = request.headers ?? {};
    for (const [name, value] of [...Object.entries(given), ...Object.entries(own)]) requireHeader(name, value);
    this.#redactor.learn({ given, own, ours: protocol });
    const type = request.body === undefined ? {} : { 'content-type': 'application/json' };
    const accept = { accept: 'application/json, application/problem+json' };
    return { ...accept, ...type, ...given, ...own, ...protocol };
  }
}

/** `fetch` would say it too, with the value. */
function requireHeader(name: string, value: unknown): void {
  const isName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
  if (isName && typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)) return;
  throw new TypeError(`The header ${JSON.stringify(name)} can't be sent: give a text of visible ASCII characters.`);
}
