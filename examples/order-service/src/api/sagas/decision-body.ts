import type { OperatorAction } from 'saga-core/client';
import { z } from 'zod';
import { plainText } from '../http/plain-text.ts';

const reason = plainText(500)
  .regex(/\S/, 'must not be blank')
  .meta({ description: 'Why, for the timeline: nothing personal.' });

/** What an operator decides about a parked step: field by field what the saga takes. */
export const decisionBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('retry').meta({ description: 'Try the same call again.' }),
    argument: z
      .unknown()
      .exactOptional()
      .meta({ description: 'Send this in place of the argument that it had, as a call of its own.' }),
    reason,
  }),
  z.strictObject({
    action: z.literal('skip').meta({ description: 'Give the call up.' }),
    reason,
  }),
  z.strictObject({
    action: z.literal('resolvedElsewhere').meta({ description: 'It was settled by hand, or is known otherwise.' }),
    outcome: z
      .enum(['applied', 'refused'])
      .exactOptional()
      .meta({ description: 'What it came to. Needed of a step’s call before the pivot.' }),
    result: z
      .unknown()
      .exactOptional()
      .meta({ description: 'What the call would have answered, where later steps need it.' }),
    reason,
  }),
]);

/** The decision without who made it and about which step. */
export type DecisionBody = z.infer<typeof decisionBody>;

/** The part that says what to do. */
export function actionOf({ reason: _reason, ...action }: DecisionBody): OperatorAction {
  return action;
}
