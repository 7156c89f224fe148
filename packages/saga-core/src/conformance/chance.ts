import { createHash } from 'node:crypto';

/** A number from 0 to below 1 that hangs on the seed and on what is asked, and not on who asks first: races stay in their order. @internal */
export function chance(seed: number, ...what: readonly (string | number)[]): number {
  const hash = createHash('sha256').update(JSON.stringify([seed, ...what]));
  return hash.digest().readUInt32BE(0) / 2 ** 32;
}
