import type { Request } from 'express';
import { SagaNotFoundError } from 'saga-core/client';
import { ConsoleProblem } from '../problems/console-problem.ts';
import { canBeId } from '../sagas/can-be-id.ts';

/**
 * The saga that a request is about.
 *
 * @throws ConsoleProblem `INVALID_ID`
 * @throws SagaNotFoundError for an id that no saga can have
 */
export function readSagaId({ url }: Request): string {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  // Strictly: `URLSearchParams` would make another id of bytes that are no UTF-8.
  decodeURIComponent(query);
  const [id = '', ...others] = new URLSearchParams(query).getAll('id');
  if (id === '' || others.length > 0) throw new ConsoleProblem('INVALID_ID', 'Say which saga: give one `id`.');
  if (!canBeId(id)) throw new SagaNotFoundError(`${id.slice(0, 40).replaceAll('\0', '')}…`);
  return id;
}
