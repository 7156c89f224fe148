import type { ServerResponse } from 'node:http';

/** A comment goes out this often, so that a reader knows that the line is up. */
const heartbeatMilliseconds = 10_000;

/**
 * An answer as a stream of Server-Sent Events (HTML standard, section 9.2). Of a reader that is slow only the newest snapshot waits, and
 * one that reads nothing between two heartbeats is cut off, so nothing piles up for it here.
 */
export class SnapshotStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  #waiting: string | undefined;
  #isLate = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.on('drain', () => {
      this.#isLate = false;
      this.#send();
    });
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMilliseconds);
    response.once('close', () => clearInterval(this.#heartbeat));
  }

  /** `snapshot` has no line break, as JSON has none. */
  tell(snapshot: string): void {
    this.#waiting = `event: snapshot\ndata: ${snapshot}\n\n`;
    this.#send();
  }

  /** Ends the stream, after what waits and an event of this name, if one is given. */
  end(event?: string): void {
    if (this.#response.writableEnded) return;
    this.#response.end(`${this.#waiting ?? ''}${event === undefined ? '' : `event: ${event}\ndata: {}\n\n`}`);
    // From here on the heartbeat only cuts off who does not take what is left.
    this.#waiting = undefined;
  }

  #send(): void {
    if (this.#waiting === undefined || this.#response.writableNeedDrain || this.#response.writableEnded) return;
    this.#response.write(this.#waiting);
    this.#waiting = undefined;
  }

  #beat(): void {
    const isBehind = this.#response.writableNeedDrain || this.#response.writableEnded;
    if (isBehind && this.#isLate) this.#response.destroy();
    else if (!isBehind) this.#response.write(':\n\n');
    this.#isLate = isBehind;
  }
}
