import { isDeepStrictEqual } from 'node:util';

/** A value as it travels: through JSON. @internal */
export function asJson(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Whether all that `least` has is in `value` too. Lists must be equally long. @internal */
export function hasAtLeast(value: unknown, least: unknown): boolean {
  if (typeof least !== 'object' || least === null || typeof value !== 'object' || value === null)
    return isDeepStrictEqual(value, least);
  if (Array.isArray(least) !== Array.isArray(value)) return false;
  if (Array.isArray(least) && Array.isArray(value) && least.length !== value.length) return false;
  return Object.entries(least).every(([key, part]) =>
    hasAtLeast(Object.entries(value).find(([name]) => name === key)?.[1], part),
  );
}
