import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type AnyCall, isCall, isNothing, type Nothing } from './call.ts';
import { callPolicy, type MustSucceedOptions } from './call-policy.ts';
import { type Duration, milliseconds } from './duration.ts';
import { optionNames } from './option-names.ts';
import { requireOptions } from './require-options.ts';
import type { AnySaga, Execution } from './saga-definition.ts';
import type { OnDoubt, PolicyDefaults, StepPolicyOptions } from './step-options.ts';
import type { CallRun, ChildRun, StepRun, StepUndo } from './step-run.ts';

interface NamedStep {
  readonly name: string;
  readonly run: StepRun;
  /** The `forEach` that repeats this step for each of its items, by its id. */
  readonly forEach?: string;
  /** The batch in which its call may be tried locally, right after the one before it. */
  readonly batch?: number;
}

/** A step that can be undone: until the pivot every step is one. */
export interface CompensatableStep extends NamedStep {
  readonly kind: 'compensatable';
  readonly undo: StepUndo;
  readonly compensateLast: boolean;
  readonly onDoubt: OnDoubt;
}

/** The point of no return. */
export interface PivotStep extends NamedStep {
  readonly kind: 'pivot';
}

/** A step after the pivot: it is tried until it is done, and never undone. */
export interface RetriableStep extends NamedStep {
  readonly kind: 'retriable';
}

/** One step of a saga; inside a `forEach` the pattern of as many as it has items. */
export type StepDefinition = CompensatableStep | PivotStep | RetriableStep;

/** What the checks get from a builder's `step`. Types forbid most of what they refuse: they are for callers without types. */
export interface CompensatableOptions extends StepPolicyOptions {
  readonly compensate: AnyCall | Nothing;
  readonly probe?: AnyCall;
  readonly fence?: AnyCall;
}

/** What they get from `pivot` and `retriable`. */
export interface MustSucceedStepOptions extends MustSucceedOptions {
  readonly probe?: AnyCall;
  readonly fence?: AnyCall;
}

/** What a saga says for all of its steps. */
export interface StepGround {
  readonly execution: Execution;
  readonly defaults: PolicyDefaults;
}

const standard = { timeout: '30s', parkAfter: '2m' } as const;

/** Checks what a compensatable step was given and fills in the defaults. */
export function compensatableStep(
  name: string,
  run: AnyCall,
  options: CompensatableOptions,
  ground: StepGround,
): CompensatableStep {
  const where = `step '${name}'`;
  requireOptions(options, where, optionNames.step);
  requireOptions(options?.compensation, `${where}.compensation`, optionNames.mustSucceed);
  const merged = { ...ground.defaults.step, ...options };
  const { timeout = standard.timeout, onDoubt = 'unwind', compensateLast = false } = merged;
  const compensate = options?.compensate;
  if (!isCall(compensate) && !isNothing(compensate)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where} must say how it is undone: give \`compensate\` a participant's call, or \`nothing\`.`,
    );
  }
  if (onDoubt !== 'unwind' && onDoubt !== 'park') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.onDoubt is ${JSON.stringify(onDoubt)}; give 'unwind' or 'park'.`,
    );
  }
  if (typeof compensateLast !== 'boolean') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.compensateLast is ${JSON.stringify(compensateLast)}; give true or false.`,
    );
  }
  refuseFence(options, where);
  const step: CompensatableStep = {
    kind: 'compensatable',
    name,
    run: callRun(
      run,
      (call) => callPolicy(merged, { option: 'timeout', length: timeout }, where, mayBeLocal(call, ground)),
      merged,
      where,
      ground,
    ),
    undo: isNothing(compensate)
      ? { kind: 'nothing' }
      : {
          kind: 'call',
          call: compensate,
          policy: patientPolicy(compensate, options.compensation ?? {}, ground, `${where}.compensation`),
        },
    compensateLast,
    onDoubt,
  };
  return Object.freeze(step);
}

/** Checks what a pivot or a retriable step was given and fills in the defaults. */
export function mustSucceedStep<Kind extends 'pivot' | 'retriable'>(
  kind: Kind,
  name: string,
  run: AnyCall,
  options: MustSucceedStepOptions,
  ground: StepGround,
) {
  const where = `${kind} '${name}'`;
  requireOptions(options, where, optionNames.mustSucceedStep);
  if (kind !== 'pivot') refuseFence(options, where);
  return Object.freeze({
    kind,
    name,
    run: callRun(run, (call) => patientPolicy(call, options, ground, where), options, where, ground),
  });
}

/** A step that another saga performs, in the place of one that can be undone, of the pivot or of a retriable step. */
export function childStep(
  kind: StepDefinition['kind'],
  name: string,
  child: AnySaga,
  input: (context: never) => unknown,
): StepDefinition {
  if (typeof child !== 'object' || child === null || !Array.isArray(child.steps)) {
    throw new SagaDefinitionError('INVALID_CALL', `step '${name}' needs a saga's definition, as \`returns\` gives it.`);
  }
  if (typeof input !== 'function') {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `step '${name}' needs a function from the saga's context to the input of saga '${child.name}'.`,
    );
  }
  if (kind === 'compensatable' && child.steps.some((step) => step.kind === 'pivot')) {
    throw new SagaDefinitionError(
      'MISPLACED_STEP',
      `Step '${name}' runs saga '${child.name}', which has a pivot and so can't be undone: it can only be this saga's pivot (pivotSaga), or stand after it.`,
    );
  }
  const run: ChildRun = { kind: 'saga', saga: child, input };
  if (kind !== 'compensatable') return Object.freeze({ kind, name, run });
  return Object.freeze({
    kind,
    name,
    run,
    undo: { kind: 'childSaga' as const },
    compensateLast: false,
    onDoubt: 'unwind' as const,
  });
}

/** A step that waits for somebody's word. There is nothing to undo in having heard one. */
export function wordStep(name: string, options: { readonly timeout: Duration }): CompensatableStep {
  requireOptions(options, `step '${name}'`, optionNames.waitFor);
  if (options?.timeout === undefined) {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `step '${name}' waits for somebody's word and must say for how long: give \`timeout\`, such as '2d'.`,
    );
  }
  const step: CompensatableStep = {
    kind: 'compensatable',
    name,
    run: { kind: 'word', timeout: milliseconds(options.timeout, `step '${name}'.timeout`) },
    undo: { kind: 'nothing' },
    compensateLast: false,
    onDoubt: 'unwind',
  };
  return Object.freeze(step);
}

// One that is never asked would promise what nobody keeps.
function refuseFence(options: { readonly fence?: AnyCall } | undefined, where: string): void {
  if (options?.fence === undefined) return;
  throw new SagaDefinitionError(
    'INVALID_OPTION',
    `${where} has a fence, and only a pivot is fenced: a step before it is undone, and nothing is undone after it. Leave it out.`,
  );
}

function callRun(
  call: AnyCall,
  policyOf: (call: AnyCall) => CallRun['policy'],
  { probe, fence }: { readonly probe?: AnyCall; readonly fence?: AnyCall },
  where: string,
  ground: StepGround,
): CallRun {
  if (!isCall(call)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where} needs a participant's call, such as inventory.reserve(({ input }) => …).`,
    );
  }
  if (probe !== undefined && !isCall(probe)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where}.probe must be a participant's call that asks by key what happened, such as payments.lookup(({ runKey }) => …).`,
    );
  }
  if (fence !== undefined && !(isCall(fence) && fence.participant === call.participant && fence.barrier)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where}.fence must be a call of the same participant, ${call.participant}, which must keep a barrier (participant(…, { barrier: true })).`,
    );
  }
  const { step: defaults = {} } = ground.defaults;
  const policy = policyOf(call);
  const { local: _local, ...asActivity } = policy;
  return {
    kind: 'call',
    call,
    policy,
    ...(probe === undefined
      ? {}
      : {
          probe: {
            call: probe,
            policy: callPolicy(
              defaults,
              { option: 'timeout', length: defaults.timeout ?? standard.timeout },
              `${where}.probe`,
              false,
            ),
          },
        }),
    ...(fence === undefined ? {} : { fence: { call: fence, policy: asActivity } }),
  };
}

function patientPolicy(call: AnyCall, options: MustSucceedOptions, ground: StepGround, where: string) {
  const merged = { ...ground.defaults.mustSucceed, ...options };
  const whole = { option: 'parkAfter', length: merged.parkAfter ?? standard.parkAfter } as const;
  return callPolicy(merged, whole, where, mayBeLocal(call, ground));
}

// A late, double or empty message is harmless only where a barrier stands, and local tries make more of them.
function mayBeLocal(call: AnyCall, { execution }: StepGround): boolean {
  return execution === 'adaptive' && call.barrier;
}
