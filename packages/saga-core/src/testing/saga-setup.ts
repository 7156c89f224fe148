import { requireSaga } from '../definition/require-saga.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { decide } from '../engine/decide.ts';
import type { Invariants } from './invariant.ts';
import type { BarrierRows, MemoryBarrier } from './memory-barrier.ts';
import type { Carry, Decide } from './modelled-orchestrator.ts';
import type { ParticipantModel } from './participant-model.ts';
import { SagaWorld, type SagaWorldOptions } from './saga-world.ts';

/** What `explore` and `simulate` are both told about a saga's surroundings. */
export interface SagaSetup<Input, Participants> {
  /** What the saga is started with. */
  readonly input: Input;
  /** Default: the saga's name and `-1`. */
  readonly sagaId?: string;
  /** A model for every participant that the saga calls, by its name. */
  readonly participants: { readonly [Name in keyof Participants]: ParticipantModel<Participants[Name]> };
  /** What people say to each step that waits for a word, by its name. Default `undefined`. */
  readonly words?: Readonly<Record<string, unknown>>;
  readonly invariants?: Invariants<Participants>;
  /** Puts something else in the place of the shipping engine or barrier, to see that the search finds what is wrong with it. @internal */
  readonly instead?: Instead;
}

/** @internal */
export interface Instead {
  readonly decide?: Decide;
  readonly carry?: Carry;
  readonly barrier?: MemoryBarrier;
  readonly rows?: Readonly<Record<string, BarrierRows>>;
}

/** @internal */
export function sagaWorld<Input, Participants>(
  definition: AnySaga,
  { input, sagaId, participants, words = {}, instead = {} }: SagaSetup<Input, Participants>,
  rest: Pick<SagaWorldOptions, 'hazards' | 'bounds' | 'reductions'>,
): SagaWorld {
  requireSaga(definition, 'explore or simulate');
  const models = participants as Readonly<Record<string, ParticipantModel<unknown>>>;
  return new SagaWorld({
    definition,
    input,
    sagaId: sagaId ?? `${definition.name}-1`,
    models,
    words,
    decide,
    ...instead,
    ...rest,
  });
}
