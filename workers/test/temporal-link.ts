import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A wire to Temporal that a test can cut and mend, so that one worker loses it and nobody else does. */
export class TemporalLink {
  readonly #host: string;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #listensOn = 0;

  private constructor(target: string) {
    const { hostname, port } = new URL(`http://${target}`);
    this.#host = hostname;
    this.#port = Number(port);
    this.#server = createServer();
  }

  static async to(target: string): Promise<TemporalLink> {
    const link = new TemporalLink(target);
    await link.mend();
    onTestFinished(() => link.cut());
    return link;
  }

  get address(): string {
    return `127.0.0.1:${this.#listensOn}`;
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    this.#server = createServer((near) => {
      const far = connect(this.#port, this.#host);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        // A broken wire ends at both ends; why it broke is not its concern.
        one.on('error', () => other.destroy());
        one.on('close', () => this.#sockets.delete(one) && other.destroy());
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => this.#server.listen(this.#listensOn, '127.0.0.1', resolve));
    this.#listensOn = (this.#server.address() as AddressInfo).port;
  }
}
