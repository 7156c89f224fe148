import { z } from 'zod';

/** A place in the list of orders, newest first: the order that was shown last. */
export interface OrderCursor {
  readonly createdAt: Date;
  readonly orderId: string;
}

const parts = z.tuple([z.iso.datetime(), z.uuid()]);

/** Writes the place as an opaque string that is safe in a URL. */
export function writeOrderCursor({ createdAt, orderId }: OrderCursor): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), orderId])).toString('base64url');
}

/** Reads a place back; `undefined` when the string is none that {@link writeOrderCursor} wrote. */
export function readOrderCursor(text: string): OrderCursor | undefined {
  try {
    const [createdAt, orderId] = parts.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { createdAt: new Date(createdAt), orderId };
  } catch {
    // Not JSON, or not our two parts: for the caller it is one thing, a cursor that nobody gave out.
    return undefined;
  }
}
