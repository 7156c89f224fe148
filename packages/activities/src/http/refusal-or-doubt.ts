import { z } from 'zod';
import type { Answer } from './answer.ts';
import { retryAfter } from './retry-after.ts';

/** What an answer means: it is done, it was refused for good, or we don't know. */
export type CallOutcome<Result> =
  | { readonly kind: 'applied'; readonly result: Result }
  | { readonly kind: 'refused'; readonly code: string; readonly detail?: string }
  | { readonly kind: 'inDoubt'; readonly reason: string; readonly retryAfterMs?: number };

/** A refusal is only as definite as its body: without a code nobody can tell what was refused. */
const refusalProblem = z.object({
  code: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
  detail: z.string().exactOptional(),
});

const longestDetail = 500;

/**
 * Judges a participant's answer.
 *
 * | answer | outcome |
 * |---|---|
 * | 2xx with the result that the contract promises; 204 where it promises none | applied |
 * | 2xx with anything else: what the saga needs to go on is missing, or somebody else answered | in doubt |
 * | 2xx with a `Saga-Outcome` that says refused, which contradicts itself | in doubt |
 * | 409 or 422 with `Saga-Outcome: refused` and a problem that has a `code` | refused |
 * | everything else, a 409 without that header (a duplicate in progress) and a redirect among it | in doubt |
 *
 * No reason that it gives has a word of the answer's body in it: the body of a failing service may hold anything, and
 * the reason lands in Temporal's history. A refusal's code and detail are meant to be seen, and are passed on.
 */
export function refusalOrDoubt<Result>(answer: Answer, schema: z.ZodType<Result>): CallOutcome<Result> {
  const outcomes = outcomesOf(answer);
  if (answer.status >= 200 && answer.status < 300) {
    if (!outcomes.has('refused')) return applied(answer, schema);
    return { kind: 'inDoubt', reason: `it answered ${answer.status}, which says done, and refused beside it` };
  }
  const saysRefused = outcomes.has('refused') && outcomes.size === 1;
  if ((answer.status === 409 || answer.status === 422) && saysRefused) return refused(answer);
  const retryAfterMs = retryAfter(answer);
  const reason = `it answered ${answer.status}`;
  return retryAfterMs === undefined ? { kind: 'inDoubt', reason } : { kind: 'inDoubt', reason, retryAfterMs };
}

/** A proxy may repeat a header, which `fetch` joins with commas: equal values are one. */
function outcomesOf({ headers }: Answer): ReadonlySet<string> {
  const said = headers.get('saga-outcome')?.split(',') ?? [];
  return new Set(said.map((value) => value.trim().toLowerCase()));
}

function applied<Result>({ status, body }: Answer, schema: z.ZodType<Result>): CallOutcome<Result> {
  if (body === undefined)
    return { kind: 'inDoubt', reason: `it answered ${status} with a body too large or not UTF-8` };
  const parsed = schema.safeParse(status === 204 ? undefined : jsonOrNot(body));
  if (parsed.success) return { kind: 'applied', result: parsed.data };
  return {
    kind: 'inDoubt',
    reason: `it answered ${status} with a body that breaks the contract ${where(parsed.error)}`,
  };
}

function refused({ status, body }: Answer): CallOutcome<never> {
  const problem = refusalProblem.safeParse(jsonOrNot(body ?? ''));
  if (!problem.success)
    return { kind: 'inDoubt', reason: `it answered ${status}, refused, but with no problem that has a code` };
  const { code, detail } = problem.data;
  return detail === undefined ? { kind: 'refused', code } : { kind: 'refused', code, detail: printable(detail) };
}

/**
 * What no contract takes: an empty body, or what is no JSON. Not `undefined`, which a contract that promises no result takes: an
 * ingress that answers 200 for a path it doesn't know, with or without a page, must not pass for a refund.
 */
const notJson = Symbol('not JSON');

function jsonOrNot(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return notJson;
  }
}

/** Names the places, never the values. */
export function where(error: z.ZodError): string {
  const places = error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.') || 'its top'} (${code})`);
  return `at ${places.join(', ')}`;
}

/** A detail goes to histories, logs and another service's database: one line of bounded length that each of them can hold. */
function printable(detail: string): string {
  return detail.slice(0, longestDetail).replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
}
