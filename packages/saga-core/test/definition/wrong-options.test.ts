import { Client, Connection } from '@temporalio/client';
import { type AnySaga, diff, participant, saga } from 'saga-core';
import { SagaClient } from 'saga-core/client';
import { explore, simulate } from 'saga-core/testing';
import { sagaWorkflow } from 'saga-core/workflow';
import { describe, expect, it } from 'vitest';

const desk = participant<{ act(argument: unknown): Promise<void> }>('desk', { barrier: true });
const act = () => desk.act(() => ({}));

// The types forbid all of these; callers without types would else get the defaults, and never hear of it.
describe('an option that is none', () => {
  it.each<[string, () => unknown]>([
    ["saga 'trip' is 5", () => saga('trip', 5 as never)],
    ["saga 'trip'.defaults is null", () => saga('trip', { defaults: null as never })],
    ["saga 'trip'.defaults.step is []", () => saga('trip', { defaults: { step: [] as never } })],
    ["saga 'trip'.defaults.mustSucceed is 1", () => saga('trip', { defaults: { mustSucceed: 1 as never } })],
    ["pivot 'pay' is null", () => saga('trip').pivot('pay', act(), null as never)],
    [
      "retriable 'ship' is 'soon'",
      () =>
        saga('trip')
          .pivot('pay', act())
          .retriable('ship', act(), 'soon' as never),
    ],
    ["step 'take'.retry is 5", () => saga('trip').step('take', act(), { compensate: act(), retry: 5 as never })],
    [
      "step 'take'.compensation is true",
      () => saga('trip').step('take', act(), { compensate: act(), compensation: true as never }),
    ],
    ["step 'take' has a fence", () => saga('trip').step('take', act(), { compensate: act(), fence: act() } as never)],
    [
      "retriable 'ship' has a fence",
      () =>
        saga('trip')
          .pivot('pay', act())
          .retriable('ship', act(), { fence: act() } as never),
    ],
    ["'verison', which there is not; did you mean 'version'?", () => saga('trip', { verison: 1 } as never)],
    [
      "'timeuot', which there is not; did you mean 'timeout'?",
      () => saga('trip').step('take', act(), { compensate: act(), timeuot: '5s' } as never),
    ],
    [
      "step 'take'.retry has an option 'maxAttempts', which there is not. There are initialInterval,",
      () => saga('trip').step('take', act(), { compensate: act(), retry: { maxAttempts: 3 } as never }),
    ],
    [
      "step 'take'.compensation has an option 'timeout', which there is not. There are parkAfter,",
      () => saga('trip').step('take', act(), { compensate: act(), compensation: { timeout: '5s' } as never }),
    ],
    ["pivot 'pay' has an option 'onDoubt'", () => saga('trip').pivot('pay', act(), { onDoubt: 'park' } as never)],
    ["'barier', which there is not; did you mean 'barrier'?", () => participant('desk', { barier: true } as never)],
    [
      "forEach of saga 'trip' has an option 'atOnce'",
      () =>
        saga('trip').forEach(
          () => ['a'],
          { key: (item: string) => item, atOnce: 2 } as never,
          (each) => each,
        ),
    ],
    ["step 'word' has an option 'within'", () => saga('trip').waitFor('word', { timeout: '1m', within: 5 } as never)],
    ["participant 'desk' is null", () => participant('desk', null as never)],
    ['participant \'desk\'.barrier is "yes"', () => participant('desk', { barrier: 'yes' as never })],
  ])('is refused with its name and what it was: %s', (told, define) => {
    expect(define).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining(told.replaceAll("'soon'", '"soon"')),
      }),
    );
  });

  it.each<[string, (unfinished: AnySaga) => unknown]>([
    ['sagaWorkflow', (unfinished) => sagaWorkflow(unfinished)],
    ['explore or simulate', (unfinished) => explore(unfinished, { input: {}, participants: {}, invariants: {} })],
    ['explore or simulate', (unfinished) => simulate(unfinished, { input: {}, participants: {} })],
    ['diff', (unfinished) => diff(unfinished, unfinished)],
    [
      'SagaClient.handle',
      (unfinished) =>
        new SagaClient({ client: new Client({ connection: Connection.lazy() }), taskQueue: 'trips' }).handle(
          unfinished,
          'a',
        ),
    ],
  ])('is a saga without its end, told by %s', (where, use) => {
    const unfinished = saga('trip').step('take', act(), { compensate: act() });
    expect(() => use(unfinished as never)).toThrow(
      expect.objectContaining({
        code: 'UNFINISHED_SAGA',
        message: `${where} was given a saga that is not finished: end it with .returns(…), also when it returns nothing.`,
      }),
    );
    for (const other of [undefined, null, {}, 'trip']) expect(() => use(other as never)).toThrow(/that is no saga/);
  });

  it('may be left out', () => {
    const built: AnySaga = saga('trip', undefined).pivot('pay', act(), undefined).returns();
    expect(built.steps).toHaveLength(1);
  });
});
