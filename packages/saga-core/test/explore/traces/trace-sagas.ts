import { nothing, type ProbeAnswer, participant, type SagaCause, saga, type Unwind } from 'saga-core';

type Act<Result = { done: string }> = (argument: unknown) => Promise<Result>;

/** One activity for each thing that a call can do; what becomes of a call the schedule says. */
export interface StageActivities {
  act: Act;
  undo: Act<void>;
  ask: Act<ProbeAnswer<{ done: string }>>;
}

const stage = participant<StageActivities>('stage', { barrier: true });

/** Two tries, at once one after the other, and times so long that none of them ever matters: only the schedule decides. */
const twice = { attemptTimeout: '2m', retry: { maximumAttempts: 2, initialInterval: '1ms' } } as const;
const runs = { timeout: '10m', ...twice } as const;
const musts = { parkAfter: '10m', ...twice } as const;
const defaults = { step: runs, mustSucceed: musts };
// Its stories are played act by act, and each act ends a workflow task: nothing is tried locally.
const execution = 'activity';
const undone = (what: string) => ({
  compensate: stage.undo(({ cause, outcome }: { cause: SagaCause; outcome: { kind: string } }) => [
    what,
    cause.kind,
    outcome.kind,
  ]),
});

export interface TraceInput {
  readonly things: readonly string[];
}

/** All that a flow can be made of. */
const traceSaga = (unwind: Unwind) =>
  saga<TraceInput>(`${unwind}Trace`, { unwind, execution, defaults })
    .step(
      'open',
      stage.act(({ input }) => input),
      { ...undone('open'), compensateLast: true },
    )
    .parallel((branches) =>
      branches
        .step(
          'room',
          stage.act(() => 'room'),
          { ...undone('room'), onDoubt: 'park' },
        )
        .branch((branch) =>
          branch
            .step(
              'price',
              stage.act(() => 'price'),
              { compensate: nothing },
            )
            .step(
              'card',
              stage.act(({ results }) => results.price.done),
              { ...undone('card'), probe: stage.ask(({ runKey }) => runKey) },
            ),
        ),
    )
    .forEach(
      ({ input }) => input.things,
      { key: (thing) => thing, concurrency: 2 },
      (each) =>
        each.step(
          'take',
          stage.act(({ item }) => item),
          { compensate: stage.undo(({ itemKey, outcome }) => [itemKey, outcome.kind]) },
        ),
    )
    .when(
      ({ results }) => Object.keys(results.take).length > 1,
      (then) =>
        then.step(
          'wrap',
          stage.act(() => 'wrap'),
          undone('wrap'),
        ),
    )
    .pivot(
      'confirm',
      stage.act(({ results }) => Object.keys(results)),
    )
    .forEach(
      ({ results }) => Object.keys(results.take),
      { key: (thing) => thing, concurrency: 2 },
      (each) =>
        each.retriable(
          'ship',
          stage.act(({ itemKey }) => itemKey),
        ),
    )
    .returns(({ results }) => Object.keys(results.ship));

export const sequentialTraceSaga = traceSaga('sequential');
export const parallelTraceSaga = traceSaga('parallel');

/** A child of the sagas below, whose one call stands for all of it. */
export const tracedChildSaga = saga<unknown>('tracedChild', { execution, defaults })
  .step(
    'inside',
    stage.act(({ input }) => input),
    { compensate: stage.undo(() => 'inside') },
  )
  .returns(() => ({ done: 'tracedChild.run' }));

/** A child and a word, side by side and one after the other. */
export const askingTraceSaga = saga<TraceInput>('askingTrace', { execution, defaults })
  .waitFor('early', { timeout: '1d' })
  .parallel((branches) =>
    branches
      .saga('child', tracedChildSaga, ({ input }) => input)
      .step(
        'room',
        stage.act(() => 'room'),
        undone('room'),
      )
      .waitFor('approval', { timeout: '1d' }),
  )
  .step(
    'card',
    stage.act(({ results }) => results.child.done),
    undone('card'),
  )
  .returns(({ results }) => results.card.done);
