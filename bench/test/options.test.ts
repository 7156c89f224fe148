import { expect, test } from 'vitest';
import { readOptions, UsageError } from '../src/cli/options.ts';

test('without options all systems are measured, five seconds a part, in five rounds', () => {
  expect(readOptions([])).toMatchObject({
    mode: 'compare',
    rounds: 5,
    limit: { seconds: 5 },
    loadInFlight: 32,
    systems: ['adaptive', 'activity', 'handwritten', 'restate', 'dbos'],
  });
});

test('systems run in the order of the table, whatever the order in which they were named', () => {
  expect(readOptions(['--systems', 'dbos, adaptive']).systems).toEqual(['adaptive', 'dbos']);
});

test.each([
  [['--round', '3'], '--round'],
  [['everything'], 'everything'],
  [['--rounds', '0'], "--rounds is '0'"],
  [['--sagas', '1.5'], "--sagas is '1.5'"],
  [['--seconds', ''], "--seconds is ''"],
  [['--systems', 'adaptive,camunda'], "--systems has 'camunda'"],
  [['--seconds', '5', '--sagas', '5'], 'give one of them'],
  [['--growth', '--rounds', '2'], '--growth'],
])('%s is refused, and the message names it', (args, named) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(named);
});
