import type { FenceAnswer } from 'saga-core';
import { z } from 'zod';

/** The contract of a fence's answer, where the run itself answers nothing beyond its status. */
export const fenceAnswer: z.ZodType<FenceAnswer<void>> = z
  .discriminatedUnion('fence', [z.object({ fence: z.literal('never') }), z.object({ fence: z.literal('applied') })])
  .readonly();
