import type { Evidence } from './conformance-report.ts';
import { formsOf, isSecretName, looksSecret, secretTexts, shortestSecret } from './secret-texts.ts';

const redacted = '«redacted»';

type Headers = Readonly<Record<string, string>>;

/** Keeps secrets out of what leaves the kit: whatever it was given to prove who it is, and headers whose names say that they are one. @internal */
export class Redactor {
  readonly #names = new Set<string>();
  /** In all their forms. */
  readonly #texts = new Set<string>();
  /** By how they begin, the longest first. A short-lived token is another one in each request, so there may be thousands. */
  readonly #byStart = new Map<string, string[]>();

  /**
   * Learns what may be secret of the headers that go out: all that `headers()` gives, and what looks like it of a request's own.
   * `ours` is what the kit itself makes for the request: that is in every line of the evidence, and no secret.
   */
  learn({ given, own, ours }: { readonly given: Headers; readonly own: Headers; readonly ours: Headers }): void {
    const secrets = [
      ...Object.entries(given),
      ...Object.entries(own).filter(([name, value]) => looksSecret(name, value)),
    ];
    const made = Object.values(ours);
    const isOurs = (text: string) => made.some((each) => each.includes(text));
    for (const [name, value] of secrets) {
      this.#names.add(name.toLowerCase());
      for (const text of secretTexts(name, value)) if (!isOurs(text)) this.#add(text);
    }
  }

  headers(headers: Iterable<readonly [string, string]>): Headers {
    const isSecret = (name: string) => this.#names.has(name.toLowerCase()) || isSecretName(name);
    return Object.fromEntries(
      [...headers].map(([name, value]) => [name, isSecret(name) ? redacted : this.text(value)]),
    );
  }

  /** A participant may say again what it was sent. Redact first and cut afterwards: of half a secret nobody knows that it is one. */
  text(text: string): string {
    let clean = '';
    let rest = 0;
    for (let at = 0; at + shortestSecret <= text.length; ) {
      const candidates = this.#byStart.get(text.slice(at, at + shortestSecret));
      const found = candidates?.find((each) => text.startsWith(each, at));
      if (found === undefined) at += 1;
      else {
        clean += text.slice(rest, at) + redacted;
        at += found.length;
        rest = at;
      }
    }
    return clean + text.slice(rest);
  }

  /** An answer's body: where it is JSON, also what is spelled otherwise there (`\u0041`). */
  body(text: string): string {
    try {
      const value: unknown = JSON.parse(text);
      const clean = JSON.stringify(this.json(value));
      return this.text(clean === JSON.stringify(value) ? text : clean);
    } catch {
      // No JSON, or nested too deeply for it: a text like any other.
      return this.text(text);
    }
  }

  /** A JSON value: its texts, its keys, and numbers that read like a secret. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#texts.has(String(value)) ? redacted : value;
    if (Array.isArray(value)) return value.map((each) => this.json(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key), this.json(each)]));
  }

  /** At the door: a secret may have been learned after something that says it was noted. */
  evidence(evidence: Evidence): Evidence {
    if (evidence.kind === 'observation') return evidence;
    const { request, answer, failure } = evidence;
    return {
      ...evidence,
      request: {
        ...request,
        url: this.text(request.url),
        headers: this.headers(Object.entries(request.headers)),
        ...(request.body !== undefined && { body: this.json(request.body) }),
      },
      ...(answer && {
        answer: {
          ...answer,
          headers: this.headers(Object.entries(answer.headers)),
          body: this.body(answer.body),
        },
      }),
      ...(failure !== undefined && { failure: this.text(failure) }),
    };
  }

  #add(secret: string): void {
    for (const text of formsOf(secret)) {
      if (this.#texts.has(text)) continue;
      this.#texts.add(text);
      const start = text.slice(0, shortestSecret);
      const alike = this.#byStart.get(start) ?? [];
      this.#byStart.set(
        start,
        [...alike, text].sort((one, other) => other.length - one.length),
      );
    }
  }
}
