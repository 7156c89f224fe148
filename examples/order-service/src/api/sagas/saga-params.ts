import { z } from 'zod';
import { sagaIdOf } from '../orders/saga-view.ts';

const prefix = sagaIdOf('');
const hex = '[0-9a-fA-F]';

/** The id of an order's saga. Any other names no saga: 404. */
export const sagaParams = z.object({
  id: z
    .string()
    .regex(new RegExp(`^${prefix}${hex}{8}(-${hex}{4}){3}-${hex}{12}$`))
    .meta({ description: `\`${prefix}\` and the order’s id.` }),
});

/** The order whose saga has this id. */
export function orderIdOf(sagaId: string): string {
  // As it was given out: a UUID may be written in capitals, the id of a saga is what it is.
  return sagaId.slice(prefix.length).toLowerCase();
}
