import { parseArgs } from 'node:util';
import type { LoopOptions } from '../measure/closed-loop.ts';
import { type SystemName, systemNames } from '../systems/system.ts';

export const usage = `Usage: npm run bench -- [options]

Runs the create-order saga on several systems side by side, in rounds that each begin with another system, and prints
what each needs. Results go to bench/results/latest.json and latest.svg. Takes about half a minute for each system and round.

  --rounds <n>       rounds (default 5)
  --seconds <n>      how long each of the four measured parts of a turn takes (default 5)
  --sagas <n>        measure so many sagas in each part instead
  --systems <names>  of ${systemNames.join(',')} (default: all)
  --smoke            a few sagas on each system, in less than two minutes: to see that all works; the times say nothing.
                     Results go to smoke.json and smoke.svg.
  --growth           measure instead how one saga grows in calls, and a worker in sagas: growth.json and growth-*.svg
  --out <folder>     where results go (default bench/results)
  --help             show this

Progress is shown on stderr when that is a terminal. The exit code is 1 when a system could not be run.
TEMPORAL_CLI_PATH names Temporal's CLI; without it it is found, downloaded or built.
`;

export interface BenchOptions {
  readonly mode: 'compare' | 'growth' | 'help';
  readonly isSmoke: boolean;
  readonly rounds: number;
  readonly limit: LoopOptions['limit'];
  /** How many sagas at the same time "under load" is. */
  readonly loadInFlight: number;
  readonly systems: readonly SystemName[];
  readonly out: string | undefined;
}

/** The options were not understood. */
export class UsageError extends Error {}

/** @throws {@link UsageError} that says which option is wrong, and what it may be */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parsed(args);
  const isSmoke = values.smoke === true;
  if (values.seconds !== undefined && values.sagas !== undefined) {
    throw new UsageError('--seconds and --sagas both say how much is measured; give one of them.');
  }
  if (values.growth && (values.rounds ?? values.seconds ?? values.sagas ?? values.systems) !== undefined) {
    throw new UsageError('--growth measures one saga at a time; of the other options it takes only --smoke and --out.');
  }
  const sagas = values.sagas ?? (isSmoke && values.seconds === undefined ? '5' : undefined);
  return {
    mode: values.help ? 'help' : values.growth ? 'growth' : 'compare',
    isSmoke,
    rounds: whole('rounds', values.rounds ?? (isSmoke ? '1' : '5')),
    limit:
      sagas === undefined ? { seconds: whole('seconds', values.seconds ?? '5') } : { sagas: whole('sagas', sagas) },
    loadInFlight: isSmoke ? 4 : 32,
    systems: systemsOf(values.systems),
    out: values.out,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        sagas: { type: 'string' },
        systems: { type: 'string' },
        smoke: { type: 'boolean' },
        growth: { type: 'boolean' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`--${name} is '${text}'; give a whole number of at least 1.`);
}

function systemsOf(text: string | undefined): readonly SystemName[] {
  if (text === undefined) return systemNames;
  const given = text.split(',').map((name) => name.trim());
  const unknown = given.find((name) => !systemNames.includes(name as SystemName));
  if (unknown !== undefined) {
    throw new UsageError(`--systems has '${unknown}'; give some of ${systemNames.join(',')}.`);
  }
  return systemNames.filter((name) => given.includes(name));
}
