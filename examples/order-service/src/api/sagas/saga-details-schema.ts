import { z } from 'zod';
import { sagaStatuses, stepSchema, timeSchema } from '../orders/saga-schema.ts';
import { timelineEventNames } from './timeline-events.ts';

const listedSagaSchema = z.object({
  id: z.string(),
  status: z.enum(sagaStatuses),
  orderId: z.uuid(),
});

/** A page of sagas, newest first. */
export const sagaListSchema = z.object({
  items: z.array(listedSagaSchema).readonly(),
  nextCursor: z.string().nullable().meta({ description: 'For the next page; null on the last.' }),
});

const causeSchema = z.object({
  kind: z.enum(['cancelled', 'deadline', 'refused', 'inDoubt']),
  step: z.string().exactOptional(),
  code: z.string().exactOptional(),
});

const inspectedStepSchema = stepSchema.extend({
  parked: z
    .object({ operation: z.enum(['run', 'compensate', 'fence']), code: z.string(), detail: z.string().exactOptional() })
    .exactOptional()
    .meta({ description: 'Of a parked step: which of its calls waits for a decision, and why.' }),
});

const timelineEventSchema = z.object({
  at: timeSchema,
  step: z.string().exactOptional(),
  event: z.enum(timelineEventNames).meta({
    description:
      '`run…` is a step’s call, `undo…` its compensation, `probe…` the question whether it has happened, `fence…` the same with a stop put to it. `…Sent` to the participant; `…Applied` it happened, `…Refused` it did not and will not, `…InDoubt` nobody knows. `…Decided` is an operator’s decision. `completed` and `compensated` are the saga’s own ends; `failed`, `terminated` and `timedOut` are ends from outside that undid nothing.',
  }),
  actor: z.string().exactOptional().meta({ description: 'Who decided: the `sub` of their token.' }),
  reason: z
    .string()
    .exactOptional()
    .meta({ description: 'What a person gave as their reason; of a call the code of its refusal or doubt.' }),
});

const rollbackPreviewSchema = z.object({
  irreversible: z.boolean().meta({ description: 'Nothing would be undone any more: the pivot was sent.' }),
  calls: z
    .array(z.object({ step: z.string(), activity: z.string(), argument: z.unknown() }))
    .readonly()
    .meta({ description: 'What would be called, in this order, if the saga failed now.' }),
});

/** A saga as operators see it. */
export const sagaDetailsSchema = z.object({
  id: z.string(),
  status: z.enum(sagaStatuses),
  cause: causeSchema.exactOptional().meta({ description: 'Why it unwinds, or was unwound.' }),
  steps: z.array(inspectedStepSchema).readonly(),
  timeline: z.array(timelineEventSchema).readonly().meta({ description: 'Oldest first.' }),
  rollbackPreview: rollbackPreviewSchema,
});

/** A saga as operators see it. */
export type SagaDetails = z.infer<typeof sagaDetailsSchema>;
