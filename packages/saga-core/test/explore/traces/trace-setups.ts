import type { AnySaga } from 'saga-core';
import { type ParticipantModel, participantModel } from 'saga-core/testing';
import { askingTraceSaga, parallelTraceSaga, type StageActivities, sequentialTraceSaga } from './trace-sagas.ts';

const stage = participantModel<StageActivities, null>({
  initial: null,
  activities: {
    act: () => ({ state: null, result: { done: 'stage.act' } }),
    undo: () => ({ state: null }),
    ask: () => ({ state: null, result: { kind: 'unknown' } }),
  },
});

const tracedChild = participantModel<{ run(input: unknown): Promise<unknown>; unwind(): Promise<void> }, null>({
  initial: null,
  activities: { run: () => ({ state: null, result: { done: 'tracedChild.run' } }), unwind: () => ({ state: null }) },
});

export interface TraceSetup {
  readonly saga: AnySaga;
  readonly input: unknown;
  readonly participants: Readonly<Record<string, ParticipantModel<unknown>>>;
  readonly words: Readonly<Record<string, unknown>>;
}

const setup = (saga: object, things: readonly string[]): TraceSetup => ({
  saga: saga as AnySaga,
  input: { things },
  participants: { stage, tracedChild } as unknown as TraceSetup['participants'],
  words: { early: 'said early', approval: { by: 'somebody' } },
});

export const traceSetups: readonly TraceSetup[] = [
  setup(sequentialTraceSaga, ['cup', 'tea & milk', 'spoon']),
  setup(parallelTraceSaga, ['cup', 'spoon']),
  setup(parallelTraceSaga, ['cup']),
  setup(askingTraceSaga, []),
];
