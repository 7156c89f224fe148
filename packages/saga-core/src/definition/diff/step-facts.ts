import type { CallShape, RunShape, StepShape, UndoShape } from '../definition-shape.ts';
import { durationText } from './duration-text.ts';

/** What a step's definition says, by what it is called there. `run` holds until the step has settled, `undo` until it is undone. */
export interface StepFacts {
  readonly run: Readonly<Record<string, string>>;
  readonly undo: Readonly<Record<string, string>>;
}

/** Everything of a step that can be compared, but for the saga that it runs. How its calls are performed only `withExecution`. */
export function stepFacts(step: StepShape, withExecution: boolean): StepFacts {
  const { kind, run, undo, compensateLast, onDoubt } = step;
  return {
    run: {
      kind: `'${kind}'`,
      ...runFacts(run, kind === 'compensatable' ? 'timeout' : 'parkAfter'),
      ...(withExecution && run.kind === 'call' ? executionFacts('', run.call) : {}),
      ...(onDoubt === undefined ? {} : { onDoubt: `'${onDoubt}'` }),
    },
    undo: {
      ...(undo === undefined ? {} : undoFacts(undo)),
      ...(withExecution && undo?.kind === 'call' ? executionFacts('compensation.', undo.call) : {}),
      ...(compensateLast === undefined ? {} : { compensateLast: String(compensateLast) }),
    },
  };
}

function runFacts(run: RunShape, budget: 'timeout' | 'parkAfter'): Record<string, string> {
  switch (run.kind) {
    case 'call':
      return {
        ...callFacts('run', run.call),
        ...policyFacts('', budget, run.call),
        ...(run.probe === undefined
          ? {}
          : { ...callFacts('probe', run.probe), ...policyFacts('probe.', 'timeout', run.probe) }),
        ...(run.fence === undefined
          ? {}
          : { ...callFacts('fence', run.fence), ...policyFacts('fence.', 'parkAfter', run.fence) }),
      };
    case 'saga':
      return { run: `saga '${run.saga.name}'` };
    case 'word':
      return { run: "somebody's word", timeout: durationText(run.timeout) };
  }
}

function undoFacts(undo: UndoShape): Record<string, string> {
  switch (undo.kind) {
    case 'call':
      return { ...callFacts('compensate', undo.call), ...policyFacts('compensation.', 'parkAfter', undo.call) };
    case 'nothing':
      return { compensate: 'nothing' };
    case 'childSaga':
      return { compensate: 'unwinding the child saga' };
  }
}

// Only of what would else be tried locally: heartbeats, a number of tries, or no barrier say the same by themselves.
function executionFacts(prefix: string, { barrier, policy }: CallShape): Record<string, string> {
  const { local, heartbeatTimeout, retry } = policy;
  const isChosen = !local && barrier && heartbeatTimeout === undefined && retry.maximumAttempts === undefined;
  return isChosen ? { [`${prefix}execution`]: "'activity'" } : {};
}

function callFacts(what: string, { activity, participant, barrier }: CallShape): Record<string, string> {
  return {
    [what]: activity,
    [`participant of ${what}`]: `'${participant}' ${barrier ? 'with' : 'without'} a barrier`,
  };
}

function policyFacts(prefix: string, budget: 'timeout' | 'parkAfter', { policy }: CallShape): Record<string, string> {
  const { retry, heartbeatTimeout } = policy;
  const facts = {
    [budget]: durationText(policy.budget),
    attemptTimeout: durationText(policy.attemptTimeout),
    ...(heartbeatTimeout === undefined ? {} : { heartbeatTimeout: durationText(heartbeatTimeout) }),
    'retry.initialInterval': durationText(retry.initialInterval),
    'retry.backoffCoefficient': String(retry.backoffCoefficient),
    'retry.maximumInterval': durationText(retry.maximumInterval),
    ...(retry.maximumAttempts === undefined ? {} : { 'retry.maximumAttempts': String(retry.maximumAttempts) }),
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [prefix + name, value]));
}
