import type { SagaOperation } from '../engine/saga-call.ts';
import type { Outcome } from './outcome.ts';
import type { Reply } from './reply.ts';

/** What is wrong with the shape of an answer, so that a caller could not take it for what it means; `undefined` when nothing is. @internal */
export function shapeFault(operation: SagaOperation, reply: Reply, outcome: Outcome): string | undefined {
  if ('failure' in reply) return undefined;
  const { status, headers, body } = reply;
  if (body === undefined) return `its body ${reply.unread}`;
  if (status >= 300 && status < 400) return `it is a redirect, which no caller follows`;
  if (outcome.kind === 'refused') return refusalFault(outcome.code, headers);
  if (status < 300 && outcome.kind === 'doubt') return 'it says done by its status, and refused by Saga-Outcome';
  if (outcome.kind !== 'applied') return undefined;
  if (operation === 'fence') return fenceFault(outcome.result);
  if (status === 204) return undefined;
  return isJson(body) ? undefined : `its body is not JSON; an answer without a result is a 204`;
}

function refusalFault(code: string | undefined, headers: Headers): string | undefined {
  if (code === undefined || !/^[A-Za-z0-9_.-]{1,100}$/.test(code)) {
    return "it refuses without a code of 1 to 100 letters, digits, '_', '.' and '-' in a JSON body";
  }
  const type = headers.get('content-type') ?? 'none';
  return type.startsWith('application/problem+json')
    ? undefined
    : `its content type is ${type}; a refusal is application/problem+json (RFC 9457)`;
}

function fenceFault(answer: unknown): string | undefined {
  const fence = typeof answer === 'object' && answer !== null && 'fence' in answer ? answer.fence : undefined;
  return fence === 'never' || fence === 'applied'
    ? undefined
    : `a fence is answered {"fence":"never"} or {"fence":"applied","result":…}`;
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
