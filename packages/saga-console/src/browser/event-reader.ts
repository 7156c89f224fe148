/** One Server-Sent Event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads Server-Sent Events out of pieces of text. The browser's own EventSource can't send a header, so it can neither show a bearer
 * token nor prove that the page itself asks.
 */
export class EventReader {
  #rest = '';

  /** The events that are whole with this piece. */
  read(piece: string): readonly ServerEvent[] {
    const blocks = (this.#rest + piece).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter((event) => event.data !== '');
  }
}

function eventOf(block: string): ServerEvent {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line));
  const field = (name: string) => fields.filter((found) => found?.[1] === name).map((found) => found?.[2] ?? '');
  return { event: field('event').at(-1) ?? 'message', data: field('data').join('\n') };
}
