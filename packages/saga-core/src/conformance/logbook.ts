import type { Evidence, Exchange } from './conformance-report.ts';
import type { Redactor } from './redactor.ts';
import type { Reply } from './reply.ts';
import type { Sending } from './send-request.ts';

const longestBody = 2_000;

/** An answer in a shape that callers can't take. @internal */
export interface Misshape {
  readonly fault: string;
  readonly exchange: Exchange;
}

type Writable<Part> = { -readonly [Name in keyof Part]: Part[Name] };

/** What was sent, answered and observed, as evidence. @internal */
export class Logbook {
  readonly #redactor: Redactor;
  readonly #began = performance.now();
  #page: Evidence[] = [];
  requests = 0;
  askedAgain = 0;
  misshape: Misshape | undefined;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  turnPage(): void {
    this.#page = [];
  }

  /** What was written since the page was turned. What comes after stays out of it. */
  get page(): readonly Evidence[] {
    return [...this.#page];
  }

  get elapsed(): number {
    return Math.round(performance.now() - this.#began);
  }

  /** Notes a request as it goes out, so that the order is that of sending; the answer is added when it comes. */
  begin({ method, url, headers, body }: Sending): (reply: Reply) => Exchange {
    this.requests += 1;
    const request = {
      method,
      url: this.#redactor.text(url.href),
      headers: this.#redactor.headers(Object.entries(headers)),
      ...(body !== undefined && { body: this.#redactor.json(JSON.parse(body)) }),
    };
    const exchange: Writable<Exchange> = { kind: 'exchange', sentAt: this.elapsed, request };
    this.#page.push(exchange);
    return (reply) => {
      exchange.answeredAt = this.elapsed;
      if ('failure' in reply) exchange.failure = reply.failure;
      else {
        const body = this.#redactor.body(reply.body ?? `(it ${reply.unread})`).slice(0, longestBody);
        exchange.answer = { status: reply.status, headers: this.#redactor.headers(reply.headers), body };
      }
      return exchange;
    };
  }

  observed(sagaId: string, standing: number): void {
    this.#page.push({ kind: 'observation', at: this.elapsed, sagaId, standing });
  }
}
