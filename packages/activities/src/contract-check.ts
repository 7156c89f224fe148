import type { z } from 'zod';
import { inDoubt } from './http/participant-in-doubt.ts';
import { where } from './http/refusal-or-doubt.ts';

/**
 * Gives what a call's argument is by its contract, before it is sent.
 *
 * @throws the failure that leaves the call in doubt, which names the place and not the value. It is no refusal: an earlier attempt by
 * a worker of another version may have sent it.
 */
export function argumentOf<Argument>(call: string, contract: z.ZodType<Argument>, argument: unknown): Argument {
  const parsed = contract.safeParse(argument);
  if (parsed.success) return parsed.data;
  throw inDoubt({ call, reason: `its argument breaks the contract ${where(parsed.error)}, so it was not sent` });
}

/**
 * Gives what a call's result is by its contract, where the answer came by message.
 *
 * @throws the failure that leaves the call in doubt, which names the place and not the value
 */
export function resultOf<Result>(call: string, contract: z.ZodType<Result>, result: unknown): Result {
  const parsed = contract.safeParse(result);
  if (parsed.success) return parsed.data;
  throw inDoubt({ call, reason: `it answered with a result that breaks the contract ${where(parsed.error)}` });
}
