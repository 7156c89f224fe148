import type { Redactor } from './redactor.ts';
import type { Reply } from './reply.ts';

/** What an answer means to a saga. @internal */
export type Meaning =
  | { readonly kind: 'applied'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly code: string | undefined }
  /** Definite, and no answer of the protocol to a call: the request is wrong. */
  | { readonly kind: 'rejected' }
  | { readonly kind: 'doubt'; readonly retryAfterMs: number | undefined };

/** An answer, and what it means. @internal */
export type Outcome = Meaning & {
  /** Absent when no answer came. */
  readonly status: number | undefined;
  /** What a duplicate must be answered, byte for byte. */
  readonly said: string;
  /** In words, for sentences: `answered 409, refused OUT_OF_STOCK`. Holds no secret, and is short. */
  readonly words: string;
  /** The beginning of its body, for sentences. Holds no secret. */
  readonly shown: string;
};

const longestCode = 120;
const longestShown = 200;

/** Judges an answer as callers do; whether it is in the shape that they need, `shapeFault` says. @internal */
export function outcomeOf(reply: Reply, redactor: Redactor): Outcome {
  if ('failure' in reply) {
    const { status, failure } = reply;
    return { kind: 'doubt', retryAfterMs: undefined, status, said: '', words: `got ${failure}`, shown: '' };
  }
  const { status, headers, body = '' } = reply;
  const meaning = meaningOf(status, headers, body);
  const said = `${status} ${isRefused(headers) ? 'refused' : ''}\n${body}`;
  const shown = redactor.body(body).slice(0, longestShown);
  if (reply.body === undefined) {
    const words = `was answered ${status} with a body that ${reply.unread}, so that no caller reads it`;
    // Whoever can't read a yes or a no has heard none.
    const unread: Meaning =
      meaning.kind === 'applied' || meaning.kind === 'refused' ? { kind: 'doubt', retryAfterMs: undefined } : meaning;
    return { ...unread, status, said, words, shown };
  }
  return { ...meaning, status, said, words: `was answered ${status}${inWords(meaning, redactor)}`, shown };
}

function meaningOf(status: number, headers: Headers, body: string): Meaning {
  if (status >= 200 && status < 300 && !isRefused(headers)) return { kind: 'applied', result: jsonOf(body) };
  if ((status === 409 || status === 422) && isRefused(headers)) return { kind: 'refused', code: codeOf(body) };
  // 409 without the header: a duplicate in progress. The others are "not now" by RFC 9110 and RFC 6585.
  const isDoubt = status >= 500 || status < 300 || [408, 409, 425, 429].includes(status);
  return isDoubt ? { kind: 'doubt', retryAfterMs: retryAfter(headers) } : { kind: 'rejected' };
}

function inWords(meaning: Meaning, redactor: Redactor): string {
  if (meaning.kind === 'refused') {
    return `, refused ${meaning.code === undefined ? 'without a code' : redactor.text(meaning.code).slice(0, longestCode)}`;
  }
  return meaning.kind === 'applied' ? ', applied' : '';
}

/** A proxy may repeat a header, which `fetch` joins with commas. */
function isRefused(headers: Headers): boolean {
  const values = headers.get('saga-outcome')?.split(',') ?? [];
  return values.some((value) => value.trim().toLowerCase() === 'refused');
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Nothing, or no JSON: what is wrong with that, `shapeFault` says.
    return undefined;
  }
}

function codeOf(body: string): string | undefined {
  const problem = jsonOf(body);
  const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  return value !== null && /^\d+$/.test(value) ? Number(value) * 1000 : undefined;
}
