import type { SagaStatus, StepStatus } from 'saga-core/client';
import { z } from 'zod';

/** How far a saga is. */
export const sagaStatuses = [
  'running',
  'compensating',
  'completed',
  'compensated',
  'needsAttention',
] as const satisfies readonly SagaStatus[];

const stepStatuses = [
  'pending',
  'running',
  'applied',
  'refused',
  'inDoubt',
  'compensating',
  'compensated',
  'parked',
  'skipped',
] as const satisfies readonly StepStatus[];

/** A point in time, as the API writes it: RFC 3339, in UTC. */
export const timeSchema = z.iso.datetime();

/** One step of a saga, as the API shows it. */
export const stepSchema = z.object({
  name: z.string(),
  status: z.enum(stepStatuses),
  attempts: z.int().min(0).meta({ description: 'How often its call was tried.' }),
  startedAt: timeSchema.exactOptional(),
  endedAt: timeSchema.exactOptional(),
});

/** A saga, as the API shows it. */
export const sagaSchema = z.object({
  id: z.string(),
  status: z.enum(sagaStatuses),
  steps: z.array(stepSchema).readonly(),
});
