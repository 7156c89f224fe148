import type { Client } from '@temporalio/client';
import { type Duration, milliseconds } from '../../definition/duration.ts';
import { SagaUnavailableError } from '../../errors/saga-unavailable-error.ts';
import type { BarrierSweep } from '../../protocol/barrier-sweep.ts';
import { isNoAnswer } from '../no-answer.ts';
import { grpcCodeOf } from './grpc-code.ts';
import { requireRetention } from './require-retention.ts';
import { type StandingOfRows, standingOfRows } from './standing-of-rows.ts';

/** Who is told, and of which sagas. */
export interface ReportEndedOptions {
  /** The participants that keep a barrier, each under a name of your choice. */
  readonly participants: Readonly<Record<string, BarrierSweep>>;
  /**
   * How long ago a saga must have ended: longer than a call can be under way (a worker that was suspended and continued, a message
   * in a queue), and shorter than the namespace's retention. Default `'12h'`.
   */
  readonly closedFor?: Duration;
  /** Ends the sweep early, between two pages. */
  readonly signal?: AbortSignal;
}

/** What became of the rows of one participant. */
export interface EndedReport {
  /** Sagas that were reported to it as ended. */
  readonly ended: number;
  /** Rows that it has removed. */
  readonly removed: number;
  /** Sagas that are under way, or ended too short a time ago. */
  readonly waiting: number;
  /** Sagas that were broken off and not unwound; `findOrphans` finds them. */
  readonly brokenOff: number;
  /** Sagas that Temporal does not know (any more), or that this client can't read: they keep their rows until somebody who knows better removes them. */
  readonly unknown: number;
  /** The first hundred of those. */
  readonly unknownIds: readonly string[];
  /** Why the participant could not be asked or told (further). What it had been told before stands; the next sweep goes on. */
  readonly failure?: unknown;
}

const pageSize = 500;
const atOnce = 10;
const idsAtMost = 100;

/** One sweep over all participants; see `SagaClient.reportEnded`. */
export async function reportEnded(
  client: Client,
  within: number,
  { participants, closedFor = '12h', signal }: ReportEndedOptions,
): Promise<Readonly<Record<string, EndedReport>>> {
  const quiet = milliseconds(closedFor, 'closedFor');
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await client.withDeadline(Date.now() + within, question);
    } catch (error) {
      throw isNoAnswer(error)
        ? new SagaUnavailableError(undefined, 'be asked whether they have ended', { cause: error })
        : error;
    }
  };
  await ask(() => requireRetention(client, quiet));
  const standing = async (id: string): Promise<StandingOfRows> => {
    try {
      return await ask(() => standingOfRows(client, id));
    } catch (error) {
      if (error instanceof SagaUnavailableError || grpcCodeOf(error) !== undefined) throw error;
      // A payload that this client has no codec for: one saga that can't be read must not keep the rows of all after it.
      return { kind: 'unknown' };
    }
  };
  const standings = (sagaIds: readonly string[]) => mapped(sagaIds, standing);
  const reports: Record<string, EndedReport> = {};
  for (const [name, sweep] of Object.entries(participants)) {
    if (signal?.aborted) break;
    reports[name] = await reportTo(sweep, { standings, endedBefore: Date.now() - quiet, signal });
  }
  return reports;
}

interface Sweeping {
  readonly standings: (sagaIds: readonly string[]) => Promise<readonly StandingOfRows[]>;
  readonly endedBefore: number;
  readonly signal: AbortSignal | undefined;
}

async function reportTo(sweep: BarrierSweep, { standings, endedBefore, signal }: Sweeping): Promise<EndedReport> {
  let report: EndedReport = { ended: 0, removed: 0, waiting: 0, brokenOff: 0, unknown: 0, unknownIds: [] };
  let after: string | undefined;
  try {
    for (;;) {
      if (signal?.aborted) return report;
      const sagaIds = await sweep.sagaIds({ ...(after !== undefined && { after }), limit: pageSize });
      if (sagaIds.length === 0) return report;
      after = sagaIds.at(-1);
      const found = await standings(sagaIds);
      const are = (kind: StandingOfRows['kind']) => sagaIds.filter((_, index) => found[index]?.kind === kind);
      const ended = sagaIds.filter((_, index) => hasEnded(found[index], endedBefore));
      const [brokenOff, unknown] = [are('brokenOff'), are('unknown')];
      const removed = ended.length === 0 ? 0 : await sweep.removeEnded(ended);
      report = {
        ended: report.ended + ended.length,
        removed: report.removed + removed,
        waiting: report.waiting + sagaIds.length - ended.length - brokenOff.length - unknown.length,
        brokenOff: report.brokenOff + brokenOff.length,
        unknown: report.unknown + unknown.length,
        unknownIds: [...report.unknownIds, ...unknown].slice(0, idsAtMost),
      };
    }
  } catch (error) {
    // Without Temporal no participant can be told anything; without one participant the others can.
    if (error instanceof SagaUnavailableError) throw error;
    return { ...report, failure: error };
  }
}

function hasEnded(standing: StandingOfRows | undefined, endedBefore: number): boolean {
  return standing?.kind === 'ended' && standing.at.getTime() < endedBefore;
}

async function mapped<Item, Value>(
  items: readonly Item[],
  map: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (let begin = 0; begin < items.length; begin += atOnce) {
    values.push(...(await Promise.all(items.slice(begin, begin + atOnce).map(map))));
  }
  return values;
}
