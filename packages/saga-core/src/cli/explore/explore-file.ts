import type { AnySaga } from '../../definition/saga-definition.ts';
import type { ExploreReport } from '../../testing/explore.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { asActivities } from '../file/as-activities.ts';
import { type AnyExploration, chooseExploration } from '../file/choose-exploration.ts';
import { chooseSaga } from '../file/choose-saga.ts';
import { loadModule } from '../file/load-module.ts';
import { usersMistake } from '../file/users-mistake.ts';
import type { Report } from '../report.ts';
import { type ExploreChoice, givenLimits } from './explore-choice.ts';
import { replayCommandOf } from './replay-command.ts';
import { replaySchedule } from './replay-schedule.ts';
import { reportLines } from './report-lines.ts';

/** Explores the saga of a file, or replays one schedule of it. */
export async function exploreFile(report: Report, file: string, choice: ExploreChoice): Promise<ExitCode> {
  const module = await loadModule(report, file);
  const exported = chooseSaga(module, choice.saga);
  const exploration = chooseExploration(module, exported);
  const saga = performedAs(exported.saga, choice.execution);
  const zombie = choice.zombie ?? exploration.faults?.zombie ?? false;
  try {
    if (choice.replay !== undefined)
      return await replaySchedule(report, saga, { exploration, zombie, replay: choice.replay });
    const found = await search(report, saga, withChoice(exploration, choice));
    const replayOf = replayCommandOf(file, { ...choice, zombie });
    report.document({
      saga: saga.name,
      ...found,
      violations: found.violations.map((violation) => ({ ...violation, replay: replayOf(violation.schedule) })),
    });
    report.lines(...reportLines(report, saga, found, replayOf));
    return found.exhaustive && found.violations.length === 0 ? exitCodes.fine : exitCodes.finding;
  } catch (error) {
    throw usersMistake(file, error);
  }
}

async function search(report: Report, saga: AnySaga, exploration: AnyExploration): Promise<ExploreReport> {
  const { explore } = await import('../../testing/explore.ts');
  const count = (value: number) => value.toLocaleString('en');
  return explore(saga, {
    ...exploration,
    onProgress: ({ states, transitions, depth }) =>
      report.note(`… ${count(states)} states, ${count(transitions)} transitions, ${depth} moves deep`),
  });
}

function withChoice(exploration: AnyExploration, choice: ExploreChoice): AnyExploration {
  // Every decision multiplies the search; without reductions one costs tenfold. A file or a flag can say otherwise.
  const patient = choice.reductions ? {} : { decisions: 0 };
  return {
    ...exploration,
    limits: { ...patient, ...exploration.limits, ...givenLimits(choice) },
    faults: { ...exploration.faults, ...(choice.zombie === undefined ? {} : { zombie: choice.zombie }) },
    reductions: choice.reductions && exploration.reductions !== false,
  };
}

function performedAs(saga: AnySaga, execution: ExploreChoice['execution']): AnySaga {
  if (execution === undefined || execution === saga.execution) return saga;
  if (execution === 'activity') return asActivities(saga);
  throw new CliError(
    'USAGE',
    `Saga '${saga.name}' says execution: 'activity', so none of its calls is tried locally. Leave --execution out, or define it as 'adaptive'.`,
  );
}
