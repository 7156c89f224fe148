const secretName = /authorization|cookie|token|secret|password|api-?key|signature/i;

const redacted = '«redacted»';

/** Keeps secrets out of the evidence: whatever the kit was given to prove who it is, and headers whose names say that they are one. @internal */
export class Redactor {
  readonly #names = new Set<string>();
  readonly #values = new Set<string>();

  /** Every header that `headers()` gives may be a secret. */
  learn(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      this.#names.add(name.toLowerCase());
      // `Bearer` is none, and what is that short would be found in every other word.
      for (const part of value.split(/[\s,;]+/)) if (part.length >= 8) this.#values.add(part);
    }
  }

  headers(headers: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
    const isSecret = (name: string) => this.#names.has(name.toLowerCase()) || secretName.test(name);
    return Object.fromEntries(
      [...headers].map(([name, value]) => [name, isSecret(name) ? redacted : this.text(value)]),
    );
  }

  /** A participant may say again what it was sent. */
  text(text: string): string {
    let clean = text;
    for (const value of this.#values) clean = clean.replaceAll(value, redacted);
    return clean;
  }

  /** A JSON value. */
  json(value: unknown): unknown {
    return value === undefined ? undefined : JSON.parse(this.text(JSON.stringify(value)));
  }
}
