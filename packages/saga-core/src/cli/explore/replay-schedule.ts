import type { AnySaga } from '../../definition/saga-definition.ts';
import type { Schedule } from '../../testing/move.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { AnyExploration } from '../file/choose-exploration.ts';
import { printable } from '../printable.ts';
import { readJson } from '../read-json.ts';
import type { Report } from '../report.ts';

interface Replay {
  readonly exploration: AnyExploration;
  readonly zombie: boolean;
  /** The schedule, as the option gives it. */
  readonly replay: string;
}

/** Plays one schedule, shows what happens, and says whether every promise was kept. */
export async function replaySchedule(
  report: Report,
  saga: AnySaga,
  { exploration, zombie, replay }: Replay,
): Promise<ExitCode> {
  const schedule = readJson('--replay', replay);
  if (!Array.isArray(schedule) || !schedule.every((move) => typeof move === 'object' && move !== null))
    throw new CliError('USAGE', '--replay is no schedule: give a list of moves, as a counterexample has it.');
  const { simulate } = await import('../../testing/simulate.ts');
  const {
    timeline,
    mermaid,
    violations,
    saga: state,
  } = simulate(saga, {
    ...exploration,
    schedule: schedule as Schedule,
    zombie,
  });
  report.document({ saga: saga.name, status: state.status, violations, timeline, mermaid });
  report.lines(...timeline.map(printable), ...violations.map((promise) => report.styled('red', `BROKEN: ${promise}`)));
  return violations.length === 0 ? exitCodes.fine : exitCodes.finding;
}
