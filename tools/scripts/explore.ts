// `npm run explore`: walks every interleaving of lost, late and doubled messages, refusals, calls in doubt, a cancel, a crash and
// people's decisions over the create-order saga and the shipping engine, and shows the shortest way to a broken promise if there is one.
// The last line on stdout is one line of JSON; the exit code is 0 only if no promise broke and nothing within the limits was left out.
import { parseArgs } from 'node:util';
import { createOrderSaga } from '@saga/order-service/saga';
import { explore, type Limits, type Schedule, simulate } from 'saga-core/testing';
import { asActivities } from '../../packages/saga-core/src/cli/file/as-activities.ts';
import { input, participants } from './explore/create-order-models.ts';
import { promises } from './explore/create-order-promises.ts';

const help = `Usage: npm run explore -- [options]

Explores the create-order saga: every interleaving of faults within the limits.

  --attempts <n>       tries per call (default 2)
  --duplicates <n>     requests that the network doubles (default 1)
  --cancels <n>        cancels (default 1)
  --crashes <n>        worker crashes (default 1)
  --decisions <n>      people's decisions about parked calls (default 2; 0 with --no-reductions, as one more costs tenfold)
  --continuations <n>  times that the saga continues as new (default 0)
  --take-backs <n>     times that the saga is terminated and then unwound (default 0)
  --states <n>         give up after so many states (default 5000000)
  --seconds <n>        give up after so long (default: no limit)
  --execution <mode>   activity or adaptive: which calls may be tried locally (default: as the saga says)
  --zombie             a crashed worker goes on for a while
  --no-reductions      walk everything one by one; finds the same, and takes longer
  --replay <json>      play one schedule, as a counterexample gives it, and show what happens
  --help               show this`;

/** The limits, by the names of their options. */
const limitNames = {
  attempts: 'attempts',
  duplicates: 'duplicates',
  cancels: 'cancels',
  crashes: 'crashes',
  decisions: 'decisions',
  continuations: 'continuations',
  'take-backs': 'takeBacks',
  states: 'states',
  seconds: 'seconds',
} as const;

function readOptions() {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      attempts: number,
      duplicates: number,
      cancels: number,
      crashes: number,
      decisions: number,
      continuations: number,
      'take-backs': number,
      states: number,
      seconds: number,
      execution: { type: 'string', default: createOrderSaga.execution },
      zombie: { type: 'boolean', default: false },
      reductions: { type: 'boolean', default: true },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const given = (Object.keys(limitNames) as (keyof typeof limitNames)[]).flatMap((name) =>
    values[name] === undefined ? [] : [[limitNames[name], Number(values[name])]],
  );
  const { execution } = values;
  if (execution !== 'activity' && execution !== 'adaptive')
    throw new TypeError(`--execution is ${JSON.stringify(execution)}; give activity or adaptive.`);
  const limits: Limits = { ...(values.reductions ? {} : { decisions: 0 }), ...Object.fromEntries(given) };
  const saga = execution === 'activity' ? asActivities(createOrderSaga) : createOrderSaga;
  return { ...values, limits, saga };
}

function run({ limits, zombie, reductions, execution, saga }: ReturnType<typeof readOptions>): boolean {
  const began = process.cpuUsage();
  const count = (value: number) => value.toLocaleString('en');
  const report = explore(saga, {
    input,
    participants,
    invariants: promises,
    faults: { zombie },
    limits,
    reductions,
    onProgress: ({ states, transitions, depth }) =>
      process.stderr.write(`… ${count(states)} states, ${count(transitions)} transitions, ${depth} moves deep\n`),
  });
  const { user, system } = process.cpuUsage(began);
  const { states, transitions, endings, violations, exhaustive, seconds } = report;
  for (const { promise, timeline, schedule, mermaid } of violations) {
    console.log(`BROKEN: ${promise}\n\n${timeline.join('\n')}\n\n${mermaid}\n`);
    console.log(
      `npm run explore -- --execution ${execution}${zombie ? ' --zombie' : ''} --replay '${JSON.stringify(schedule)}'\n`,
    );
  }
  console.log(
    `Endings: ${Object.entries(report.endingsByStatus)
      .map(([status, number]) => `${number} ${status}`)
      .join(', ')}.`,
  );
  console.log(`Not covered: ${report.notCovered.join('; ')}.`);
  console.log(`Processor time: ${((user + system) / 1e6).toFixed(1)} s.`);
  console.log(JSON.stringify({ states, transitions, endings, violations: violations.length, exhaustive, seconds }));
  return exhaustive && violations.length === 0;
}

/** Shows one schedule, and says whether it kept every promise. */
function replay({ replay: text = '[]', zombie, saga }: ReturnType<typeof readOptions>): boolean {
  const schedule = JSON.parse(text) as Schedule;
  const { timeline, violations } = simulate(saga, {
    input,
    participants,
    invariants: promises,
    schedule,
    zombie,
  });
  console.log(timeline.join('\n'));
  return violations.length === 0;
}

try {
  const options = readOptions();
  if (options.help) console.log(help);
  else if (options.replay !== undefined) process.exitCode = replay(options) ? 0 : 1;
  else process.exitCode = run(options) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
