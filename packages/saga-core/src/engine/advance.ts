import { type ForEachNode, stepsOf } from '../definition/flow.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { addressOf } from './address.ts';
import { andThen, type Decided, stepOf, withStarted, withStep } from './decided.ts';
import { nextReady, type Ready } from './next-ready.ts';
import type { Refused } from './outcome.ts';
import { hasEnded, isForward, isPivotSent } from './point-of-no-return.ts';
import { prepareChild, prepareRun } from './prepare-call.ts';
import { flowContext, makeItems } from './results.ts';
import type { SagaCommand } from './saga-command.ts';
import type { SagaState, StepState } from './saga-state.ts';
import { settleApplied } from './settle-applied.ts';
import { turnBack } from './turn-back.ts';
import { beginUnwinding, park } from './unwind.ts';

/** Goes forward: sends every call whose turn it is, or completes the saga when nothing is left. */
export function advance(definition: AnySaga, state: SagaState): Decided {
  let decided: Decided = [state, []];
  for (;;) {
    const [now] = decided;
    if (now.cause !== undefined || now.fencing !== undefined || hasEnded(now)) return decided;
    const ready = nextReady(definition.flow, now);
    if (ready.kind === 'waiting') return decided;
    decided = andThen(decided, (before) => begin(definition, before, ready));
  }
}

function begin(definition: AnySaga, state: SagaState, ready: Exclude<Ready, { kind: 'waiting' }>): Decided {
  switch (ready.kind) {
    case 'step':
      return send(definition, state, ready.address, ready.step);
    case 'when':
      return choose(definition, state, ready);
    case 'forEach':
      return expand(definition, state, ready.node);
    case 'done':
      return complete(definition, state);
  }
}

function complete(definition: AnySaga, state: SagaState): Decided {
  const output = outputOf(definition, flowContext(definition, state));
  const stopDeadline: SagaCommand[] = hasDeadlineToStop(definition, 'completing')
    ? [{ kind: 'stopTimer', timer: 'deadline' }]
    : [];
  return [{ ...state, status: 'completed' }, [...stopDeadline, { kind: 'complete', output }]];
}

// Everything is done by now and nothing can be undone, so a mistake here must not end the saga as failed: it stops the
// saga's progress, loudly, until the function is mended. An error of Temporal's own would end it, hence one of ours.
function outputOf(definition: AnySaga, context: unknown): unknown {
  try {
    return (definition.output as (context: unknown) => unknown)(context);
  } catch (error) {
    throw new Error(
      `The output of saga '${definition.name}' could not be made; mend the function given to \`returns\`.`,
      { cause: error },
    );
  }
}

function choose(definition: AnySaga, state: SagaState, { node, id, place }: Ready & { kind: 'when' }): Decided {
  const choice = evaluated(() => {
    const value = (node.condition as (context: unknown) => unknown)(flowContext(definition, state, place));
    if (typeof value !== 'boolean') throw new TypeError(`it gave ${typeof value}, not true or false`);
    return value;
  });
  if ('failed' in choice) return failToDecide(definition, state, node.flow, 'CONDITION_FAILED', 'when', choice.failed);
  const chosen: SagaState = { ...state, choices: { ...state.choices, [id]: choice.value } };
  if (choice.value) return [chosen, []];
  const names = stepsOf(node.flow)
    .filter(({ forEach }) => forEach === place?.forEach)
    .map(({ name }) => addressOf(name, place?.item.key));
  return [{ ...chosen, steps: { ...chosen.steps, ...ofAll(names, { status: 'skipped' }) } }, []];
}

function expand(definition: AnySaga, state: SagaState, node: ForEachNode): Decided {
  const items = evaluated(() => makeItems(node, flowContext(definition, state)));
  if ('failed' in items) return failToDecide(definition, state, node.flow, 'ITEMS_FAILED', 'forEach', items.failed);
  const addresses = items.value.flatMap(({ key }) => stepsOf(node.flow).map(({ name }) => addressOf(name, key)));
  return [
    {
      ...state,
      items: { ...state.items, [node.id]: items.value },
      steps: { ...state.steps, ...ofAll(addresses, { status: 'pending' }) },
    },
    [],
  ];
}

function ofAll(addresses: readonly string[], step: StepState): Record<string, StepState> {
  return Object.fromEntries(addresses.map((address) => [address, step]));
}

function evaluated<Value>(make: () => Value): { readonly value: Value } | { readonly failed: Error } {
  try {
    return { value: make() };
  } catch (error) {
    return { failed: error instanceof Error ? error : new Error(String(error)) };
  }
}

// Like a mapping that throws: nothing was sent, so before the pivot the saga unwinds. After it the saga stands still, loudly.
function failToDecide(
  definition: AnySaga,
  state: SagaState,
  flow: ForEachNode['flow'],
  code: string,
  what: string,
  error: Error,
): Decided {
  const step = stepsOf(flow)[0]?.name ?? what;
  const detail = `The function given to ${what} before step '${step}' failed: ${error.message}`;
  if (isPivotSent(definition, state)) throw new Error(`${detail}. Mend it.`, { cause: error });
  return beginUnwinding(definition, state, { kind: 'refused', step, code, detail });
}

/** Runs a step, the first time or again. The step is on the undo stack before its call leaves. */
export function send(definition: AnySaga, state: SagaState, address: string, step: StepDefinition): Decided {
  const { parked: _parked, outcome: _outcome, ...before } = stepOf(state, address);
  const sent = withStep(withStarted(state, address), address, { ...before, status: 'running' });
  const { run } = step;
  if (run.kind === 'word') return listen(definition, sent, address, step, run.timeout);
  const prepared =
    run.kind === 'call'
      ? prepareRun(definition, state, address, step, run)
      : prepareChild(definition, state, address, run);
  if ('refused' in prepared) return notMade(definition, state, address, step, prepared.refused);
  const stopDeadline: SagaCommand[] =
    step.kind === 'pivot' && hasDeadlineToStop(definition, 'pivoting')
      ? [{ kind: 'stopTimer', timer: 'deadline' }]
      : [];
  return [sent, [...stopDeadline, prepared.command]];
}

// A mapping that throws has sent nothing. But that is one worker's word, which no participant has stored: inside a batch a
// worker with other code may have passed this step, and what it sent is undone as well.
function notMade(
  definition: AnySaga,
  state: SagaState,
  address: string,
  step: StepDefinition,
  refused: Refused,
): Decided {
  if (step.batch === undefined || isPivotSent(definition, state))
    return refuse(definition, state, address, step, refused);
  return turnBack(definition, state, { kind: 'refused', step: address, ...refused });
}

function listen(
  definition: AnySaga,
  state: SagaState,
  address: string,
  step: StepDefinition,
  milliseconds: number,
): Decided {
  const word = state.words?.[address];
  if (word === undefined) return [state, [{ kind: 'startTimer', timer: `word/${address}`, milliseconds }]];
  if ('refused' in word) return refuse(definition, state, address, step, word.refused);
  return [settleApplied(state, address, word.value), []];
}

/**
 * A definite no: after the pivot it can't be accepted, so a person must look; before, it unwinds the saga. A participant
 * that has stored it lets no worker pass, so then nothing beyond the record can have been sent.
 */
export function refuse(
  definition: AnySaga,
  state: SagaState,
  address: string,
  step: StepDefinition,
  refused: Refused,
  isStored = true,
): Decided {
  // A pivot that has happened, as its fence said, is not refused by anything that comes later.
  if (isForward(definition, state, step) || state.fenced === 'applied')
    return [park(state, address, { operation: 'run', ...refused }), []];
  const { parked: _parked, outcome: _outcome, ...before } = stepOf(state, address);
  const next = withStep(state, address, { ...before, status: 'refused' });
  const unwind = isStored ? beginUnwinding : turnBack;
  return unwind(definition, next, { kind: 'refused', step: address, ...refused });
}

// The deadline counts until the pivot is sent, and in a saga without a pivot until the end.
function hasDeadlineToStop(definition: AnySaga, when: 'pivoting' | 'completing'): boolean {
  const hasPivot = definition.steps.some(({ kind }) => kind === 'pivot');
  return definition.deadline !== undefined && hasPivot === (when === 'pivoting');
}
