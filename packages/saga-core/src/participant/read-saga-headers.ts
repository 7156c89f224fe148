import { addressOf } from '../engine/address.ts';
import type { SagaCall, SagaOperation } from '../engine/saga-call.ts';
import { SagaHeaderError } from './saga-header-error.ts';

/** Request headers by lower-case name, as Node's HTTP server and Express give them. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads a call from the headers of the participant protocol, and checks that they agree with each other.
 * Without that check, a call with one step's key and another step's name would pass the wrong barrier.
 *
 * @throws SagaHeaderError that names the header which is missing or malformed
 */
export function readSagaHeaders(headers: IncomingHeaders): SagaCall {
  const sagaId = decoded('Saga-Id', required(headers, 'Saga-Id'));
  const step = required(headers, 'Saga-Step');
  requireOneSpelling(step);
  const operation = readOperation(required(headers, 'Saga-Operation'));
  const key = required(headers, 'Idempotency-Key');
  checkKey(key, sagaId, step, operation);
  const mustSucceed = readMustSucceed(optional(headers, 'Saga-Must-Succeed'));
  const notAfter = readNotAfter(optional(headers, 'Saga-Not-After'));
  return {
    key,
    sagaId,
    step,
    operation,
    ...(mustSucceed && { mustSucceed }),
    ...(notAfter !== undefined && { notAfter }),
  };
}

function optional(headers: IncomingHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  // Node joins a header that was sent twice by a comma and a space, so it fails here as well.
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,1024}$/.test(value)) {
    throw malformed(name, 'Send it once, as 1 to 1024 visible ASCII characters.');
  }
  return value;
}

function required(headers: IncomingHeaders, name: string): string {
  const value = optional(headers, name);
  if (value === undefined) throw new SagaHeaderError('SAGA_HEADER_MISSING', name, `Every call of a saga carries it.`);
  return value;
}

function decoded(name: string, part: string): string {
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch {
    throw malformed(name, 'Its percent-encoding can not be read.');
  }
  // No column of type text can hold a NUL.
  if (text === '' || text.includes('\0')) throw malformed(name, 'No part of it may be empty or hold a NUL.');
  return text;
}

// The step is what joins a run, its compensation and its fence, so it may have one spelling only: the engine's.
function requireOneSpelling(step: string): void {
  const [name = '', item] = step.split('/').map((part) => decoded('Saga-Step', part));
  if (addressOf(encodeURIComponent(name), item) === step) return;
  throw malformed(
    'Saga-Step',
    "It must be the step's name, or that, / and the item's key, spelled as in saga-core's keys.",
  );
}

function readOperation(value: string): SagaOperation {
  if (value === 'run' || value === 'compensate' || value === 'fence') return value;
  throw malformed('Saga-Operation', 'It must be run, compensate or fence.');
}

function checkKey(key: string, sagaId: string, step: string, operation: SagaOperation): void {
  const slash = key.indexOf('/');
  const rest = key.slice(slash + 1);
  const ending = operation === 'compensate' ? /^compensate(~[1-9]\d*)?$/ : /^run(~[1-9]\d*)?$/;
  const belongs =
    slash > 0 &&
    decoded('Idempotency-Key', key.slice(0, slash)) === sagaId &&
    rest.startsWith(`${step}/`) &&
    ending.test(rest.slice(step.length + 1));
  if (!belongs) {
    throw malformed(
      'Idempotency-Key',
      'It must be <Saga-Id>/<Saga-Step>/<run or compensate>, percent-encoded, with ~<n> at the end of a patched call; a fence carries the key of the run.',
    );
  }
}

function readMustSucceed(value: string | undefined): true | undefined {
  if (value === undefined) return undefined;
  if (value === 'true') return true;
  throw malformed('Saga-Must-Succeed', 'It must be true, or be left out.');
}

function readNotAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw malformed('Saga-Not-After', 'It must be Unix time in milliseconds.');
}

function malformed(name: string, remedy: string): SagaHeaderError {
  return new SagaHeaderError('SAGA_HEADER_MALFORMED', name, remedy);
}
