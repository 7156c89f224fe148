import type { AttemptOptions, MustSucceedOptions } from './call-policy.ts';
import type { ParticipantOptions } from './participant.ts';
import type { RetryOptions } from './retry-policy.ts';
import type { SagaSchemaOptions } from './saga.ts';
import type { CompensatableOptions, MustSucceedStepOptions } from './step.ts';
import type { ForEachOptions, WaitForOptions } from './step-methods.ts';
import type { PolicyDefaults, RunPolicyOptions } from './step-options.ts';

/** All names of a type's options, as a list: the compiler refuses one that is missing or too many. */
function namesOf<Options>(names: Record<keyof Options, true>): readonly string[] {
  return Object.keys(names);
}

const attempt: Record<keyof AttemptOptions, true> = {
  attemptTimeout: true,
  heartbeatTimeout: true,
  retry: true,
  execution: true,
};
const run: Record<keyof RunPolicyOptions, true> = { timeout: true, onDoubt: true, ...attempt };
const mustSucceed: Record<keyof MustSucceedOptions, true> = { parkAfter: true, ...attempt };

/** The options that there are, by what they are given to. */
export const optionNames = {
  saga: namesOf<SagaSchemaOptions<unknown>>({
    version: true,
    deadline: true,
    unwind: true,
    execution: true,
    defaults: true,
    input: true,
  }),
  defaults: namesOf<PolicyDefaults>({ step: true, mustSucceed: true }),
  participant: namesOf<ParticipantOptions>({ barrier: true }),
  step: namesOf<CompensatableOptions>({
    compensate: true,
    ...run,
    compensateLast: true,
    compensation: true,
    probe: true,
    fence: true,
  }),
  mustSucceedStep: namesOf<MustSucceedStepOptions>({ ...mustSucceed, probe: true, fence: true }),
  run: namesOf<RunPolicyOptions>(run),
  mustSucceed: namesOf<MustSucceedOptions>(mustSucceed),
  retry: namesOf<RetryOptions>({
    initialInterval: true,
    backoffCoefficient: true,
    maximumInterval: true,
    maximumAttempts: true,
  }),
  waitFor: namesOf<WaitForOptions<unknown>>({ timeout: true, word: true }),
  forEach: namesOf<ForEachOptions<unknown>>({ key: true, concurrency: true }),
};
