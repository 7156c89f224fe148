import type { Socket } from 'node:net';

/** How many connections may be open. 0: any number. */
export interface ConnectionLimits {
  readonly total: number;
  /** From one address. */
  readonly perAddress: number;
}

interface Neighbours {
  readonly key: string;
  open: number;
  /** Those on which no request runs, the one that waits longest first. */
  readonly waiting: Set<Socket>;
}

/**
 * Bounds the open connections of a server, in all and from one address, in a way that slow ones can't keep others out: who comes when
 * all places are taken gets the place of the connection that has been without a request for longest, be it idle or still (slowly) sending
 * its first header. In all, that is one of the address that has most. Only when a request runs on each of them is the newcomer refused.
 */
export class ConnectionCap {
  readonly #limits: ConnectionLimits;
  readonly #keyOf: (address: string) => string;
  readonly #byAddress = new Map<string, Neighbours>();
  readonly #running = new WeakMap<Socket, number>();
  readonly #homes = new WeakMap<Socket, Neighbours>();
  #open = 0;
  #evicted = 0;
  #refused = 0;

  /** `keyOf` says which addresses count as one. */
  constructor(limits: ConnectionLimits, keyOf: (address: string) => string) {
    this.#limits = limits;
    this.#keyOf = keyOf;
  }

  get figures(): { readonly open: number; readonly evicted: number; readonly refused: number } {
    return { open: this.#open, evicted: this.#evicted, refused: this.#refused };
  }

  /** Takes a new connection in. False when there is no place for it. */
  admit(socket: Socket): boolean {
    const key = this.#keyOf(socket.remoteAddress ?? '');
    const neighbours = this.#byAddress.get(key) ?? { key, open: 0, waiting: new Set<Socket>() };
    const { total, perAddress } = this.#limits;
    const placeAtHome = perAddress === 0 || neighbours.open < perAddress || this.#evict(neighbours);
    const placeInAll = placeAtHome && (total === 0 || this.#open < total || this.#evict(this.#crowdiest()));
    if (!placeInAll) {
      this.#refused += 1;
      return false;
    }
    this.#byAddress.set(key, neighbours);
    this.#homes.set(socket, neighbours);
    neighbours.waiting.add(socket);
    neighbours.open += 1;
    this.#open += 1;
    socket.once('close', () => this.#leave(socket));
    return true;
  }

  /** A request runs on it now. False when the connection was not taken in, so that its request must not be either. */
  began(socket: Socket): boolean {
    const home = this.#homes.get(socket);
    if (home === undefined) return false;
    this.#running.set(socket, (this.#running.get(socket) ?? 0) + 1);
    home.waiting.delete(socket);
    return true;
  }

  /** A request has ended. */
  ended(socket: Socket): void {
    const running = (this.#running.get(socket) ?? 1) - 1;
    this.#running.set(socket, running);
    if (running === 0 && !socket.destroyed) this.#homes.get(socket)?.waiting.add(socket);
  }

  #crowdiest(): Neighbours | undefined {
    let most: Neighbours | undefined;
    for (const each of this.#byAddress.values()) {
      if (each.waiting.size > 0 && each.open > (most?.open ?? 0)) most = each;
    }
    return most;
  }

  #evict(neighbours: Neighbours | undefined): boolean {
    const [longest] = neighbours?.waiting ?? [];
    if (longest === undefined) return false;
    // Its place is free now, and not only when the socket says that it has closed.
    this.#leave(longest);
    longest.destroy();
    this.#evicted += 1;
    return true;
  }

  #leave(socket: Socket): void {
    const home = this.#homes.get(socket);
    if (home === undefined) return;
    this.#homes.delete(socket);
    home.waiting.delete(socket);
    home.open -= 1;
    this.#open -= 1;
    if (home.open === 0) this.#byAddress.delete(home.key);
  }
}
