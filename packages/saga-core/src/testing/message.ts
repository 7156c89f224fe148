import type { AnySaga } from '../definition/saga-definition.ts';
import { isPivotSent } from '../engine/point-of-no-return.ts';
import type { SagaCall } from '../engine/saga-call.ts';
import type { CallOperation, PerformCall, SagaCommand, StartChild, UnwindChild } from '../engine/saga-command.ts';
import type { SagaState } from '../engine/saga-state.ts';

/** What a saga sends and hears of again. @internal */
export type SendCommand = PerformCall | StartChild | UnwindChild;

/** What is under way: a call to a participant, or a child saga, which is modelled as a participant of its own. @internal */
export interface Message {
  readonly operation: CallOperation;
  readonly activity: string;
  readonly argument: unknown;
  /** The step's address. */
  readonly address: string;
  readonly call: SagaCall;
  /** A child saga: no network lies between it and its parent, so nothing of it is lost or doubled. */
  readonly child?: true;
}

/** @internal */
export function isSendCommand(command: SagaCommand): command is SendCommand {
  return command.kind === 'performCall' || command.kind === 'startChild' || command.kind === 'unwindChild';
}

/** The message of a command. @internal */
export function messageOf(command: SendCommand, sagaId: string): Message {
  if (command.kind === 'performCall') {
    const { operation, activity, argument, call } = command;
    return { operation, activity, argument, address: call.step, call };
  }
  return command.kind === 'startChild'
    ? childMessage(sagaId, command, 'run', command.input)
    : childMessage(sagaId, command, 'compensate', undefined);
}

/** The message that starts a child saga, or unwinds it. Its id takes the place of a step in its barrier's rows. @internal */
export function childMessage(
  sagaId: string,
  { step, id, saga }: { readonly step: string; readonly id: string; readonly saga: string },
  operation: 'run' | 'compensate',
  argument: unknown,
): Message {
  const name = (operation === 'run' ? id : id.replace(/\/unwind$/, '')).slice(sagaId.length + 1);
  const key = `${encodeURIComponent(sagaId)}/${name}/${operation}`;
  const mustSucceed = operation === 'compensate' ? ({ mustSucceed: true } as const) : {};
  return {
    operation,
    activity: `${saga}.${operation === 'run' ? 'run' : 'unwind'}`,
    argument,
    address: step,
    call: { key, sagaId, step: name, operation, ...mustSucceed },
    child: true,
  };
}

/** The engine's promises about what it sends that do not hold. @internal */
export function brokenBySending(definition: AnySaga, state: SagaState, commands: readonly SagaCommand[]): string[] {
  const undoes = commands.some(
    (command) =>
      command.kind === 'unwindChild' || (command.kind === 'performCall' && command.operation === 'compensate'),
  );
  if (!undoes) return [];
  const pivot = definition.steps.find(({ kind }) => kind === 'pivot')?.name ?? '';
  const isRunning = Object.values(state.steps).some(({ status }) => status === 'running');
  return [
    ...(isRunning ? ['nothing is undone while a run is in flight'] : []),
    ...(isPivotSent(definition, state) && state.steps[pivot]?.status !== 'refused' && state.fenced !== 'never'
      ? ['once the pivot was sent nothing is undone, unless it was refused or fenced']
      : []),
  ];
}
