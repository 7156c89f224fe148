import type { CallAnswer } from '../participant/call-answer.ts';
import type { ChildEnding, Move } from './move.ts';
import type { SagaWorld } from './saga-world.ts';
import type { Scene } from './simulate.ts';
import type { World } from './world.ts';
import { caughtUp } from './zombie-moves.ts';

/** Tells a simulation as lines for people: what happened, what followed in the saga and at the participant, and what that broke. @internal */
export function narrate(model: SagaWorld, start: World, scenes: readonly Scene[]): string[] {
  const width = String(scenes.length).length;
  const lines = scenes.flatMap((scene, index) => {
    const number = String(index + 1).padStart(width);
    const indent = ' '.repeat(width + 2);
    return [
      `${number}. ${whatHappened(model, scene)}`,
      ...followed(model, scene).map((line) => `${indent}→ ${line}`),
      ...scene.broken.map((promise) => `${indent}✗ broken: ${promise}`),
    ];
  });
  return [`${' '.repeat(width)}  The saga starts and sends ${sent(model, undefined, start).join(', ')}.`, ...lines];
}

/** What one move is, as a sentence. @internal */
export function whatHappened(model: SagaWorld, scene: Scene): string {
  const { move } = scene;
  switch (move.move) {
    case 'deliver':
      return `${move.call} reaches ${participantOf(model, scene)}${lookedOnly(scene)}.`;
    case 'act':
      return `${participantOf(model, scene)} acts on ${move.call} by what it saw before.`;
    case 'answer':
      return `The answer to ${move.call} reaches the saga.`;
    case 'try':
      return `${move.call}, tried locally, reaches ${participantOf(model, scene)}, and ${workerOf(move)} hears the answer${move.meets ? '; but a cancel was written down meanwhile: its task is refused and begun anew' : ''}.`;
    case 'overrun':
      return `${move.call}, tried locally, takes too long: ${move.by ? 'the worker that was given up stops' : 'it goes on as a normal activity'}.`;
    case 'heartbeat':
      return 'The worker reports what it has so far.';
    case 'dropRequest':
      return `The request ${move.call} is lost.`;
    case 'loseReply':
      return `The answer to ${move.call} is lost.`;
    case 'retry':
      return `No answer to ${move.call} in time: it is sent again.`;
    case 'giveUp':
      return `${move.call} is given up: nobody knows whether it happened.`;
    case 'duplicate':
      return `The network doubles the request ${move.call}.`;
    case 'deliverLate':
      return `A late ${move.call} reaches ${participantOf(model, scene)}.`;
    case 'dropLate':
      return `A late ${move.call} will never arrive.`;
    case 'fireTimer':
      return `The timer '${move.timer}' fires.`;
    case 'child':
      return childEnds(move.call, move.ends);
    case 'say':
      return `Somebody says ${move.refuse ? 'no' : 'yes'} to ${move.step}.`;
    case 'outgrow':
      return 'The history has grown large: nothing more is sent before the saga continues as new.';
    case 'terminate':
      return 'Somebody terminates the saga, and then has it unwound.';
    case 'takeBack':
      return 'The completed saga is unwound after all.';
    case 'cancel':
      return `Somebody cancels the saga${move.by ? ', by update' : ''}.`;
    case 'crash':
      return 'The worker crashes: answers under way reach nobody.';
    case 'decide':
      return `A person decides about ${move.step}: ${move.decision}.`;
  }
}

function childEnds(call: string, ends: ChildEnding): string {
  if (ends === 'brokenOff') return `${call} is broken off: nobody knows what it left behind.`;
  return ends === 'unwound' ? `${call} is unwound: it has left nothing behind.` : `${call} is done.`;
}

/** What a participant answered in this move, if it was asked something. @internal */
export function answered(model: SagaWorld, { move, after, before }: Scene): string | undefined {
  if (move.move === 'deliverLate') return undefined;
  if (move.move === 'try') return tried(model, before, move);
  const call = after.calls.find(({ message, phase }) => phase === 'reply' && model.label(message) === labelOf(move));
  const was = before.calls.find(({ message }) => model.label(message) === labelOf(move));
  if (call === undefined || was?.phase === 'reply') return undefined;
  return describe(model.participants.answer(call.content));
}

function tried(model: SagaWorld, before: World, { call, by, refuse }: Move & { move: 'try' }): string {
  const zombies = [before.zombie, caughtUp(model, before).world.zombie];
  const calls = by ? zombies.flatMap((zombie) => zombie?.calls ?? []) : before.calls;
  const number = calls.find(({ message, local }) => local && model.label(message) === call)?.message;
  if (number === undefined) return 'what it knows';
  const message = model.orchestrator.message(number);
  return describe(model.participants.deliver(before.participants, message, number, refuse === true).answer);
}

function workerOf({ by }: { readonly by?: 'zombie' }): string {
  return by ? 'the worker that was given up' : 'the worker';
}

/** The call that a move is about. @internal */
export function labelOf(move: Move): string | undefined {
  return 'call' in move ? move.call : undefined;
}

/** The participant that a move is about. @internal */
export function participantOf(model: SagaWorld, { move, before }: Scene): string {
  // A zombie that was found with reductions had heard already what it was to hear.
  const zombies = [before.zombie, caughtUp(model, before).world.zombie];
  const calls = [...before.calls, ...zombies.flatMap((zombie) => zombie?.calls ?? [])];
  const numbers = [...calls.map(({ message }) => message), ...before.late];
  const number = numbers.find((candidate) => model.label(candidate) === labelOf(move));
  return number === undefined ? 'nobody' : model.participants.nameOf(model.orchestrator.message(number));
}

/** The calls that are open after and were not before, or were tried anew. @internal */
export function sent(model: SagaWorld, before: World | undefined, after: World): string[] {
  return after.calls
    .filter(({ message }) => !before?.calls.some((call) => call.message === message))
    .map(({ message }) => model.label(message));
}

function followed(model: SagaWorld, scene: Scene): string[] {
  const { before, after } = scene;
  const answer = answered(model, scene);
  const changes = model.participants.names.flatMap((name) => {
    const [was, is] = [before, after].map(({ participants }) =>
      JSON.stringify(model.participants.statesOf(participants)[name]),
    );
    return was === is ? [] : [`${name} is now ${is}`];
  });
  const newCalls = sent(model, before, after);
  const [was, is] = [model.orchestrator.stateOf(before), model.orchestrator.stateOf(after)];
  return [
    ...(before.draining && !after.draining && !model.isOver(after) ? ['the saga continues as new'] : []),
    ...(answer === undefined ? [] : [`it answers ${answer}`]),
    ...changes,
    ...(was.status === is.status
      ? []
      : [`the saga is ${is.status}${is.cause === undefined ? '' : ` (${is.cause.kind})`}`]),
    ...(newCalls.length === 0 ? [] : [`the saga sends ${newCalls.join(', ')}`]),
  ];
}

function describe(answer: CallAnswer<unknown>): string {
  if (answer.outcome === 'refused') return `refused (${answer.code})`;
  return answer.result === undefined ? 'applied' : `applied ${JSON.stringify(answer.result)}`;
}

function lookedOnly({ move, after }: Scene): string {
  const isInside = move.move === 'deliver' && after.calls.some(({ phase }) => phase === 'inside');
  return isInside ? ', which looks whether it knows the call' : '';
}
