/**
 * Gives equal values one number, so that a world is a few numbers: cheap to copy, to compare and to remember.
 * Values must survive JSON; the order of their members does not matter.
 * @internal
 */
export class Interner<Value> {
  readonly #numbers = new Map<string, number>();
  readonly #values: Value[] = [];

  numberOf(value: Value): number {
    const text = canonicalText(value);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#values.push(value) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  valueOf(number: number): Value {
    if (number < 0 || number >= this.#values.length) throw new RangeError(`No value has the number ${number}.`);
    return this.#values[number] as Value;
  }

  /** The first value that fits, in the order in which they were met. */
  find(fits: (value: Value) => boolean): Value | undefined {
    return this.#values.find(fits);
  }
}

/** JSON with the members of every object in one order. @internal */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
