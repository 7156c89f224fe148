import type { StepDefinition } from '../../definition/step.ts';
import type { ExploreOptions } from '../../testing/explore.ts';
import { CliError } from '../cli-error.ts';
import type { ExportedSaga } from './exported-sagas.ts';
import type { LoadedModule } from './load-module.ts';

/** How a saga is explored, of whatever types. */
export type AnyExploration = ExploreOptions<unknown, Readonly<Record<string, unknown>>>;

/**
 * What a file says about how its saga is explored: `exploration`, or where it has several, `explorations` by the saga's name.
 *
 * @throws {@link CliError} `EXPLORATION_MISSING` with the lines to add
 */
export function chooseExploration({ file, exports }: LoadedModule, { exportedAs, saga }: ExportedSaga): AnyExploration {
  const { exploration, explorations } = exports;
  const several = isObject(explorations) ? explorations : {};
  const chosen = several[saga.name] ?? several[exportedAs] ?? exploration;
  if (!isObject(chosen))
    throw new CliError(
      'EXPLORATION_MISSING',
      `${file} does not say how '${saga.name}' is explored. Add:\n\n${linesToAdd(saga.steps.flatMap(participantsOf))}\n\nA file with several sagas exports explorations instead: { ${saga.name}: { input, … } }. See docs/cli.md.`,
    );
  const missing = ['input', 'participants', 'invariants'].filter((name) => !(name in chosen));
  if (missing.length > 0)
    throw new CliError(
      'EXPLORATION_MISSING',
      `The exploration of '${saga.name}' in ${file} has no ${missing.join(' and no ')}. It is what explore(${exportedAs}, …) takes: { input, participants, invariants }, and faults and limits if need be.`,
    );
  return chosen as unknown as AnyExploration;
}

function linesToAdd(participants: readonly string[]): string {
  const models = [...new Set(participants)].map((name) => `    ${name}: ${name}Model, // participantModel<…>({ … })`);
  return `export const exploration = {
  input: { /* what the saga is started with */ },
  participants: {
${models.join('\n')}
  },
  invariants: {
    'what must always hold': ({ participants }) => true,
  },
};`;
}

function participantsOf(step: StepDefinition): readonly string[] {
  const { run } = step;
  // A saga that runs as a step is modelled like a participant of its own name.
  if (run.kind === 'saga') return [run.saga.name];
  const undo = step.kind === 'compensatable' && step.undo.kind === 'call' ? [step.undo.call] : [];
  const calls = run.kind === 'call' ? [run.call, ...(run.probe === undefined ? [] : [run.probe.call]), ...undo] : undo;
  return calls.map(({ participant }) => participant);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
