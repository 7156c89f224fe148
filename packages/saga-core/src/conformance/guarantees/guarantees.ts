import type { Guarantee } from '../guarantee.ts';
import { answers } from './answers.ts';
import { bystanders } from './bystanders.ts';
import { deadlines } from './deadlines.ts';
import { duplicates } from './duplicates.ts';
import { fences } from './fences.ts';
import { headers } from './headers.ts';
import { lateMessages } from './late-messages.ts';
import { patchedCalls } from './patched-calls.ts';
import { refusals } from './refusals.ts';

/** In the order in which they are attacked. The last one looks at the answers to all the others. @internal */
export const guarantees: readonly Guarantee[] = [
  ...duplicates,
  ...lateMessages,
  ...fences,
  ...deadlines,
  ...headers,
  ...refusals,
  ...patchedCalls,
  ...bystanders,
  ...answers,
];
