import { nothing, participant, type SagaBuilder, type SagaDefinition, saga } from 'saga-core';
import { type DeskActivities, deskName } from '../systems/temporal/create-order-saga.ts';

/** What the growth measurements' sagas are started with. */
export interface GrowthInput {
  readonly orderId: string;
}

export type GrowthSaga = SagaDefinition<GrowthInput, unknown, unknown>;

type Steps = Pick<SagaBuilder<GrowthInput, unknown>, 'returns'> & {
  step(name: string, run: unknown, options: object): Steps;
};

export const sequences = [4, 16, 64, 256] as const;
export const listLength = 1_000;
export const widths = [1, 4, 16, 64, 200] as const;

const desk = participant<DeskActivities>(deskName, { barrier: true });
const note = desk.note(({ input }: { readonly input: GrowthInput }) => ({ orderId: input.orderId }));

// The types of hundreds of steps are of no use here: nobody reads their results.
function addSteps<Builder>(builder: Builder, count: number): Builder {
  let steps = builder as unknown as Steps;
  for (let number = 1; number <= count; number += 1) steps = steps.step(`call${number}`, note, { compensate: note });
  return steps as unknown as Builder;
}

/** `calls` calls, one after the other, each of which could be undone. */
export function sequenceSaga(calls: number): GrowthSaga {
  return addSteps(saga<GrowthInput>(`sequence${calls}`), calls).returns();
}

/** The same call for each item of a list, one after the other. */
export const listSaga: GrowthSaga = saga<GrowthInput>('list')
  .forEach(
    () => Array.from({ length: listLength }, (_, index) => String(index + 1)),
    { key: (item) => item },
    (each) => each.step('call', note, { compensate: note }),
  )
  .returns();

/** `calls` calls at the same time. */
export function parallelSaga(calls: number): GrowthSaga {
  return saga<GrowthInput>(`parallel${calls}`)
    .parallel((siblings) => addSteps(siblings, calls))
    .returns();
}

/** One call, and then somebody's word, which never comes. */
export const waitingSaga: GrowthSaga = saga<GrowthInput>('waiting')
  .step('call', note, { compensate: nothing })
  .waitFor('word', { timeout: '1h' })
  .returns();

export const growthSagas: ReadonlyMap<string, GrowthSaga> = new Map(
  [...sequences.map(sequenceSaga), listSaga, ...widths.map(parallelSaga), waitingSaga].map((made) => [made.name, made]),
);
