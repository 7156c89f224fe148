import { type AnySaga, participant, saga } from 'saga-core';
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

  it('may be left out', () => {
    const built: AnySaga = saga('trip', undefined).pivot('pay', act(), undefined).returns();
    expect(built.steps).toHaveLength(1);
  });
});
