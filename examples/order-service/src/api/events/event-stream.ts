import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** After this long the client is to come back when a stream ended before its order did. */
const comeBackMilliseconds = 1_000;
/** A comment goes out this often, so that nobody between takes the connection for dead. */
const heartbeatMilliseconds = 15_000;
/** So long may a client leave unread what was sent to it. */
const unreadMilliseconds = 30_000;
/** The same once the stream has ended: a process that stops does not wait for it. */
const lastMilliseconds = 2_000;

/** One event: `data` has no line break. */
export interface StreamedEvent {
  readonly id: number;
  readonly event: string;
  readonly data: string;
}

/**
 * An answer as a stream of Server-Sent Events (HTML standard, section 9.2). It holds back at most one event: a client that does not read
 * is waited for, and then cut off, so that nothing piles up for it here.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #closed = new AbortController();
  readonly #unread: number;

  /** `unread`: milliseconds that a client may leave unread what was sent to it. */
  constructor(response: ServerResponse, unread = unreadMilliseconds) {
    this.#unread = unread;
    this.#response = response;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.write(`retry: ${comeBackMilliseconds}\n\n`);
    const heartbeat = setInterval(() => {
      if (!response.writableEnded && !response.writableNeedDrain) response.write(':\n\n');
    }, heartbeatMilliseconds);
    this.closed.addEventListener('abort', () => clearInterval(heartbeat));
    response.once('close', () => this.#closed.abort());
    // Of who hung up before the stream began nothing more is heard.
    if (response.destroyed) this.#closed.abort();
  }

  /** Aborts when the stream is over, whoever ended it. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Sends an event. Resolves once the client has room for the next one, the stream is over, or `enough` was aborted. */
  async send({ id, event, data }: StreamedEvent, enough: AbortSignal): Promise<void> {
    if (this.closed.aborted || this.#response.writableEnded) return;
    if (this.#response.write(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`)) return;
    const late = AbortSignal.timeout(this.#unread);
    try {
      await once(this.#response, 'drain', { signal: AbortSignal.any([this.closed, enough, late]) });
    } catch {
      if (late.aborted) this.#response.destroy();
    }
  }

  /** Ends the stream. A client that does not take what is left is cut off. */
  end(): void {
    this.#response.end();
    const cutOff = setTimeout(() => this.#response.destroy(), lastMilliseconds);
    this.closed.addEventListener('abort', () => clearTimeout(cutOff));
    if (this.closed.aborted) clearTimeout(cutOff);
  }
}
