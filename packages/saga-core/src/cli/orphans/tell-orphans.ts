import type { OrphanedSaga, UnreadableSaga } from '../../client/orphans/find-orphans.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { failureOf } from '../failure.ts';
import { printable } from '../printable.ts';
import type { Report, ReportOptions } from '../report.ts';
import type { ConnectionChoice } from '../temporal/connection-options.ts';
import { type Temporal, withTemporal } from '../temporal/temporal.ts';
import { orphanLines } from './orphan-lines.ts';
import { type SagaVersions, sagaVersions } from './saga-versions.ts';

export interface OrphansChoice extends ReportOptions, ConnectionChoice {
  readonly saga?: string;
  readonly previous?: readonly string[];
  readonly unwind?: readonly string[];
  readonly unwindAll?: boolean;
  readonly taskQueue?: string;
}

/** What became of one that was to be unwound. */
type Unwound = { readonly id: string } & ({ readonly unwoundBy: string } | { readonly notUnwound: string });

/** Finds orphans, and unwinds those that were asked for. */
export async function tellOrphans(report: Report, file: string, options: OrphansChoice): Promise<ExitCode> {
  const versions = await sagaVersions(report, file, options.saga, options.previous ?? []);
  // What was unwound is told, whatever the files do then.
  report.release();
  return await withTemporal(options, async (temporal) => {
    if (options.unwind !== undefined && options.unwindAll !== true)
      return tellUnwound(report, await unwindAll(temporal, versions, options.unwind, options));
    const orphans: (OrphanedSaga | UnreadableSaga)[] = [];
    for await (const orphan of temporal.sagas().findOrphans(versions)) {
      orphans.push(orphan);
      if (options.unwindAll !== true) report.lines(...orphanLines(report, orphan));
    }
    if (options.unwindAll === true) {
      const ids = orphans.map(({ id }) => id);
      return tellUnwound(report, await unwindAll(temporal, versions, ids, options));
    }
    report.document({ saga: versions.saga.name, orphans: orphans.map(plain) });
    if (orphans.length === 0) report.note(`Saga '${versions.saga.name}' has no orphans.`);
    return orphans.length === 0 ? exitCodes.fine : exitCodes.finding;
  });
}

async function unwindAll(
  { client, sagas }: Temporal,
  { saga, previous }: SagaVersions,
  ids: readonly string[],
  { taskQueue }: OrphansChoice,
): Promise<readonly Unwound[]> {
  const unwound: Unwound[] = [];
  for (const id of ids) {
    try {
      const queue = taskQueue ?? (await queueOf(id));
      unwound.push({ id, unwoundBy: (await sagas(queue).unwind(saga, id, { previous })).id });
    } catch (error) {
      // One that can't be unwound does not hold up the others, unless Temporal is away.
      const failure = failureOf(error);
      if (failure.exitCode === exitCodes.unavailable || failure.exitCode === exitCodes.bug) throw error;
      unwound.push({ id, notUnwound: `${failure.code}: ${failure.message}` });
    }
  }
  return unwound;

  async function queueOf(id: string): Promise<string> {
    const { WorkflowNotFoundError } = await import('@temporalio/client');
    try {
      return (await client.workflow.getHandle(id).describe()).taskQueue;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      throw new CliError('USAGE', `Temporal knows no saga '${id}'. Look at the id and --namespace.`, { cause: error });
    }
  }
}

function tellUnwound(report: Report, unwound: readonly Unwound[]): ExitCode {
  report.document({ unwound });
  report.lines(
    ...unwound.map((one) =>
      'unwoundBy' in one
        ? `${report.styled('bold', one.id)} is being unwound by ${printable(one.unwoundBy)}`
        : `${report.styled('bold', one.id)} ${report.styled('red', 'is not unwound')}: ${printable(one.notUnwound)}`,
    ),
  );
  if (unwound.length === 0) report.note('There is no orphan.');
  return unwound.every((one) => 'unwoundBy' in one) ? exitCodes.fine : exitCodes.finding;
}

function plain(orphan: OrphanedSaga | UnreadableSaga): unknown {
  if (!('unreadable' in orphan)) return orphan;
  const { code, message } = failureOf(orphan.unreadable);
  return { id: orphan.id, unreadable: { code, message } };
}
