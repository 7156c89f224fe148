import { encodedLength, longestEncodedId } from '../engine/idempotency-key.ts';

/** What the id of a workflow ends in that unwinds another: a saga that was broken off, or a child that had completed. */
const unwindSuffix = '/unwind';

/** The id of the workflow that unwinds the saga of this id from outside. */
export function unwindIdOf(id: string): string {
  return `${id}${unwindSuffix}`;
}

/**
 * The id of the saga that a workflow unwinds; `undefined` for a workflow that is a saga itself. An unwinding that was broken off
 * is followed by one of its own: `<id>/unwind/unwind`.
 */
export function unwoundBy(workflowId: string): string | undefined {
  const id = sagaOf(workflowId);
  return id === workflowId ? undefined : id;
}

/** The id of the saga that a workflow runs or unwinds. */
export function sagaOf(workflowId: string): string {
  let id = workflowId;
  while (id.endsWith(unwindSuffix)) id = id.slice(0, -unwindSuffix.length);
  return id;
}

/**
 * The id is part of every idempotency key, percent-encoded, and of every HTTP header that carries one.
 *
 * @throws RangeError when it can't be a saga's
 */
export function requireId(id: string): void {
  if (typeof id !== 'string' || id.length === 0 || id.length > 255 || !id.isWellFormed()) {
    throw new RangeError(`The saga's id is ${JSON.stringify(id)}; give 1 to 255 characters of well-formed text.`);
  }
  // No column of type text can hold it, so no participant takes it.
  if (id.includes('\0')) {
    throw new RangeError(`The saga's id is ${JSON.stringify(id)}; give one without a NUL, which no participant takes.`);
  }
  const length = encodedLength(id);
  if (length > longestEncodedId) {
    throw new RangeError(
      `The saga's id ${JSON.stringify(id)} has ${length} characters when it is percent-encoded, as it is in every key; give a shorter one, or one of ASCII letters, digits, '-' and '_': at most ${longestEncodedId} fit into the participants' headers.`,
    );
  }
  if (unwoundBy(id) !== undefined) {
    throw new RangeError(
      `The saga's id is ${JSON.stringify(id)}; give one that does not end in '${unwindSuffix}', which is kept for unwinding another saga.`,
    );
  }
}
