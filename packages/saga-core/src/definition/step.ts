import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type AnyCall, isCall, isNothing, type Nothing } from './call.ts';
import { callPolicy, type MustSucceedOptions } from './call-policy.ts';
import { type Duration, milliseconds } from './duration.ts';
import type { AnySaga } from './saga-definition.ts';
import type { OnDoubt, PolicyDefaults, StepPolicyOptions } from './step-options.ts';
import type { CallRun, ChildRun, StepRun, StepUndo } from './step-run.ts';

interface NamedStep {
  readonly name: string;
  readonly run: StepRun;
  /** The `forEach` that repeats this step for each of its items, by its id. */
  readonly forEach?: string;
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
}

/** What they get from `pivot` and `retriable`. */
export interface MustSucceedStepOptions extends MustSucceedOptions {
  readonly probe?: AnyCall;
}

const standard = { timeout: '30s', parkAfter: '2m' } as const;

/** Checks what a compensatable step was given and fills in the defaults. */
export function compensatableStep(
  name: string,
  run: AnyCall,
  options: CompensatableOptions,
  defaults: PolicyDefaults,
): CompensatableStep {
  const where = `step '${name}'`;
  const merged = { ...defaults.step, ...options };
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
  const step: CompensatableStep = {
    kind: 'compensatable',
    name,
    run: callRun(run, callPolicy(merged, { option: 'timeout', length: timeout }, where), merged, where, defaults),
    undo: isNothing(compensate)
      ? { kind: 'nothing' }
      : {
          kind: 'call',
          call: compensate,
          policy: patientPolicy(options.compensation ?? {}, defaults, `${where}.compensation`),
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
  defaults: PolicyDefaults,
) {
  const where = `${kind} '${name}'`;
  return Object.freeze({
    kind,
    name,
    run: callRun(run, patientPolicy(options, defaults, where), options, where, defaults),
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

function callRun(
  call: AnyCall,
  policy: CallRun['policy'],
  { probe }: { readonly probe?: AnyCall },
  where: string,
  defaults: PolicyDefaults,
): CallRun {
  if (!isCall(call)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where} needs a participant's call, such as inventory.reserve(({ input }) => …).`,
    );
  }
  if (probe === undefined) return { kind: 'call', call, policy };
  if (!isCall(probe)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where}.probe must be a participant's call that asks by key what happened, such as payments.lookup(({ runKey }) => …).`,
    );
  }
  const probePolicy = callPolicy(
    defaults.step ?? {},
    { option: 'timeout', length: defaults.step?.timeout ?? standard.timeout },
    `${where}.probe`,
  );
  return { kind: 'call', call, policy, probe: { call: probe, policy: probePolicy } };
}

function patientPolicy(options: MustSucceedOptions, defaults: PolicyDefaults, where: string) {
  const merged = { ...defaults.mustSucceed, ...options };
  return callPolicy(merged, { option: 'parkAfter', length: merged.parkAfter ?? standard.parkAfter }, where);
}
