import { participant, saga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import { initialState } from '../../src/engine/initial-state.ts';
import type { SagaCommand } from '../../src/engine/saga-command.ts';
import type { SagaEvent } from '../../src/engine/saga-event.ts';

type Effect = (argument: unknown) => Promise<{ readonly at: string }>;
const desk = participant<{ take: Effect; giveBack: Effect }>('desk', { barrier: true });

type Undo = Parameters<typeof desk.giveBack>[0];

/** Two steps that may be tried locally, both undone by `undo`, and a third that is refused. */
function unwindingSaga(undo: Undo, unwind: 'sequential' | 'parallel' = 'sequential') {
  const take = desk.take(({ input }: { readonly input: unknown }) => input);
  const compensate = desk.giveBack(undo as never);
  return saga<{ readonly id: string }>('unwinding', { execution: 'adaptive', unwind })
    .step('room', take, { compensate })
    .step('flight', take, { compensate })
    .step('charge', take, { compensate })
    .returns();
}

const applied = (step: string, operation: 'run' | 'compensate' = 'run'): SagaEvent =>
  ({ kind: 'callApplied', step, operation, result: { at: step } }) as SagaEvent;
const refused = (code: string): SagaEvent =>
  ({ kind: 'callRefused', step: 'charge', operation: 'run', refused: { code } }) as SagaEvent;

/** Which undos were sent after these events, and whether each may be tried locally. */
function undosOf(definition: ReturnType<typeof unwindingSaga>, ...events: readonly SagaEvent[]) {
  let state = initialState(definition, 'unwinding-1', { id: '1' });
  const sent: SagaCommand[] = [];
  for (const event of [{ kind: 'sagaStarted' } as const, applied('room'), applied('flight'), ...events]) {
    const [next, commands] = decide(definition, state, event);
    state = next;
    sent.push(...commands);
  }
  return sent.flatMap((command) =>
    command.kind === 'performCall' && command.operation === 'compensate' ? [[command.call.step, command.local]] : [],
  );
}

describe('an undo for a refusal that only this worker may have heard of', () => {
  it.each<[string, Undo]>([
    ['the input', (({ input }: { input: unknown }) => input) as never],
    ['the keys', (({ runKey, key, sagaId }: Record<string, unknown>) => ({ runKey, key, sagaId })) as never],
  ])('is tried locally at once when its argument is made of %s', (_what, undo) => {
    expect(undosOf(unwindingSaga(undo), refused('SOLD_OUT'), applied('flight', 'compensate'))).toEqual([
      ['flight', true],
      ['room', true],
    ]);
  });

  it.each<[string, Undo]>([
    ['cause', (({ cause }: { cause: { kind: string } }) => cause.kind) as never],
    ['outcome', (({ outcome }: { outcome: unknown }) => outcome) as never],
    ['results', (({ results }: { results: unknown }) => results) as never],
    ['everything', ((context: object) => ({ ...context })) as never],
    ['the context itself', ((context: object) => context) as never],
    ['what is read as it is sent', ((context: { cause: unknown }) => ({ toJSON: () => context.cause })) as never],
  ])('is a normal activity when its argument is made of %s, and the next is tried locally', (_what, undo) => {
    expect(undosOf(unwindingSaga(undo), refused('SOLD_OUT'), applied('flight', 'compensate'))).toEqual([
      ['flight', false],
      ['room', true],
    ]);
  });

  it('that was tried locally has written nothing down: one that tells the cause is still a normal activity', () => {
    const definition = unwindingSaga(((context: { readonly key: string; readonly cause: { readonly kind: string } }) =>
      context.key.includes('flight') ? null : context.cause.kind) as never);
    expect(undosOf(definition, refused('SOLD_OUT'), applied('flight', 'compensate'))).toEqual([
      ['flight', true],
      ['room', false],
    ]);
  });

  it('is a normal activity when no participant refused, but an argument could not be made: other code may make it', () => {
    const definition = unwindingSaga((({ input }: { input: unknown }) => input) as never);
    expect(undosOf(definition, refused('ARGUMENT_FAILED'))).toEqual([['flight', false]]);
  });
});
