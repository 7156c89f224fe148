import { z } from 'zod';
import type { RequestHeader } from '../http/request-header.ts';
import { apiProblem } from '../problems/api-problem.ts';

// None was seen: an empty one says the same as no header (HTML standard, section 9.2).
const schema = z.string().regex(/^([1-9]\d{0,9})?$/);

/** `Last-Event-ID`: the id of the last event that the caller saw of a stream. An `EventSource` sends it by itself. */
export const lastEventIdHeader: RequestHeader<number | undefined> = {
  name: 'Last-Event-ID',
  description: 'The `id` of the last event that was seen: the stream goes on after it.',
  required: false,
  schema,
  read: (header) => {
    if (header === undefined || header === '') return undefined;
    if (!schema.safeParse(header).success) throw apiProblem('INVALID_LAST_EVENT_ID');
    return Number(header);
  },
};
