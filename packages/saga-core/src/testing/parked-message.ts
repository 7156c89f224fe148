import { stepAt } from '../engine/address.ts';
import { childId, prepareChild, prepareCompensate, prepareFence, prepareRun } from '../engine/prepare-call.ts';
import type { PerformCall } from '../engine/saga-command.ts';
import type { Parked } from '../engine/saga-state.ts';
import { childMessage, type Message, messageOf } from './message.ts';
import type { SagaWorld } from './saga-world.ts';
import type { World } from './world.ts';

/** A message that could be sent, and its number. @internal */
export interface Sent {
  readonly message: Message;
  readonly number: number;
}

/** What a parked step would send again; `undefined` when its argument can't be made or nothing is to be called. @internal */
export function parkedMessage(
  { orchestrator, options: { definition } }: SagaWorld,
  world: World,
  address: string,
  operation: Parked['operation'],
): Sent | undefined {
  const state = orchestrator.stateOf(world);
  const step = stepAt(definition, address);
  const { run } = step;
  const sent = (message: Message): Sent => ({ message, number: orchestrator.numberOf(message) });
  const call = (prepared: { readonly command: PerformCall } | object) =>
    'command' in prepared ? sent(messageOf(prepared.command, state.sagaId)) : undefined;
  if (operation === 'fence')
    return run.kind === 'call' && run.fence ? call(prepareFence(state, address, run.fence)) : undefined;
  if (operation === 'run') {
    if (run.kind === 'call') return call(prepareRun(definition, state, address, step, run));
    if (run.kind === 'word') return undefined;
    const prepared = prepareChild(definition, state, address, run);
    return 'refused' in prepared ? undefined : sent(messageOf(prepared.command, state.sagaId));
  }
  if (run.kind === 'saga') {
    const child = { step: address, id: `${childId(state, address)}/unwind`, saga: run.saga.name };
    return sent(childMessage(state.sagaId, child, 'compensate', undefined));
  }
  if (step.kind !== 'compensatable' || step.undo.kind !== 'call') return undefined;
  return call(prepareCompensate(definition, state, address, step.undo));
}
