import type { SagaClient, SagaHandle } from 'saga-core/client';
import type { Move, SimulatedCall } from 'saga-core/testing';
import { expect } from 'vitest';
import type { Deed } from './deed.ts';
import { byKey, type Scene, type Story } from './random-schedule.ts';
import type { Stage } from './stage.ts';
import type { TraceSetup } from './trace-setups.ts';

/** Does to a real saga what befalls a modelled one, and holds after each act that both stand alike. */
export async function playStory(
  { saga, input, words }: TraceSetup,
  { beginning, acts }: Story,
  { sagas, stage, sagaId }: { readonly sagas: SagaClient; readonly stage: Stage; readonly sagaId: string },
): Promise<void> {
  // However busy the machine is, no timer of the saga's own comes before what the story says.
  const handle = await sagas.start(saga, { id: sagaId, input, timeoutScale: 1_000 });
  let seen = await expectScene(handle, stage, beginning, 0);
  for (const { deed, after } of acts) {
    await perform(handle, stage, deed, words);
    seen = await expectScene(handle, stage, after, seen);
  }
}

async function perform(
  handle: SagaHandle<unknown>,
  stage: Stage,
  { moves: [move], call, argument }: Deed,
  words: TraceSetup['words'],
): Promise<void> {
  for (const fate of call?.fates ?? []) await stage.settle(handle.id, call?.label ?? '', fate);
  if (call === undefined && move !== undefined) await performMove(handle, stage, move, argument, words);
}

async function performMove(
  handle: SagaHandle<unknown>,
  stage: Stage,
  move: Move,
  argument: unknown,
  words: TraceSetup['words'],
): Promise<void> {
  switch (move.move) {
    case 'cancel':
      expect(await handle.cancel()).toEqual({ accepted: true });
      break;
    case 'say':
      await handle.answer(move.step, move.refuse ? { refused: { code: 'REFUSED' } } : { value: words[move.step] });
      break;
    case 'decide': {
      const decider = { step: move.step, actor: 'operator', reason: 'explored' };
      await handle.resolve(
        move.decision === 'skip'
          ? { ...decider, action: 'skip' }
          : { ...decider, action: 'retry', ...(move.decision === 'patch' ? { argument } : {}) },
      );
      break;
    }
    case 'child': {
      const [, step, operation] = /^(.*)\/(run|compensate)$/.exec(move.call) ?? [];
      const fate = move.ends === 'completed' ? 'apply' : 'refuse';
      await stage.settle(`${handle.id}/${step}`, `inside/${operation}`, fate);
      break;
    }
    default:
      throw new Error(`A real saga can't be played the move ${move.move}.`);
  }
}

async function expectScene(handle: SagaHandle<unknown>, stage: Stage, scene: Scene, seen: number): Promise<number> {
  await stage.isHolding(handle.id, scene.waiting);
  // What was sent shows that the saga has got so far. Otherwise it is asked, or the next act could come first.
  if (scene.sent.length === 0) await expectStatuses(handle, scene);
  const calls = stage.seen(handle.id);
  const sent = calls.slice(seen).map(
    ({ call, activity, argument }): SimulatedCall => ({
      step: call.step,
      operation: call.operation as SimulatedCall['operation'],
      activity,
      key: call.key,
      argument,
    }),
  );
  expect(sent.sort(byKey)).toEqual(JSON.parse(JSON.stringify(scene.sent)));
  return calls.length;
}

// Each question is a round trip to the saga's worker, and so lets it get on.
const questions = 500;

async function expectStatuses(handle: SagaHandle<unknown>, { status, steps }: Scene): Promise<void> {
  for (let asked = 1; ; asked += 1) {
    const view = await handle.status();
    const real = { status: view.status, steps: Object.fromEntries(view.steps.map((step) => [step.name, step.status])) };
    if (asked < questions && JSON.stringify(real) !== JSON.stringify({ status, steps })) continue;
    expect(real).toEqual({ status, steps });
    return;
  }
}
