import { createHash } from 'node:crypto';

/**
 * A number from 0 to below 1 that hangs on the seed and on what is asked, and on nothing else: not on who asks first. So a
 * run can be replayed in which much happens at the same time.
 */
export function chance(seed: number, ...what: readonly (string | number)[]): number {
  return (
    createHash('sha256')
      .update(JSON.stringify([seed, ...what]))
      .digest()
      .readUInt32BE(0) /
    2 ** 32
  );
}

/** One of them, each as likely as the others. */
export function oneOf<Item>(items: readonly [Item, ...Item[]], chance: number): Item {
  return items[Math.floor(chance * items.length)] ?? items[0];
}

/** A UUID (version 8, RFC 9562: made in one's own way) that hangs on the same. */
export function uuidOf(seed: number, ...what: readonly (string | number)[]): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([seed, 'uuid', ...what]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
