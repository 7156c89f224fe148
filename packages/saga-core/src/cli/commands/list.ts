import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ListedSaga, ListedStatus } from '../../client/list-sagas.ts';
import { milliseconds } from '../../definition/duration.ts';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';
import type { Report, ReportOptions } from '../report.ts';
import { sagaStatusLook } from '../status-look.ts';
import { addConnectionOptions, type ConnectionChoice } from '../temporal/connection-options.ts';
import { withTemporal } from '../temporal/temporal.ts';

interface ListChoice extends ReportOptions, ConnectionChoice {
  readonly status?: ListedStatus;
  readonly saga?: string;
  readonly search?: string;
  readonly since?: Date;
  readonly limit: number;
  readonly skip: number;
  readonly all?: boolean;
}

const statuses: readonly ListedStatus[] = [
  'running',
  'compensating',
  'needsAttention',
  'completed',
  'compensated',
  'terminated',
  'timedOut',
  'failed',
];

/** `saga list`. */
export function listCommand(): Command {
  const command = createCommand({
    name: 'list',
    description: 'list sagas: open ones first, then the last to end',
    examples: [
      ['list --status needsAttention', 'those that wait for a person'],
      ['list --saga createOrder --since 2h --search 4711', "today's orders with 4711 in their id"],
      ['list --limit 100 --skip 100 --json', 'the second hundred, for a program'],
    ],
  })
    .addOption(new Option('--status <status>', 'only those that are so').choices(statuses))
    .option('--saga <name>', "only those of this definition's name", sagaName)
    .option('--search <text>', 'only those with this text in their id')
    .option('--since <time>', 'only those started since: 90m, 2h, 7d ago, or a date in RFC 3339', since)
    .option('--limit <n>', 'how many at most', count, 50)
    .option('--skip <n>', 'leave out so many first: the next page', count, 0)
    .option('--all', 'however many there are');
  return addConnectionOptions(command).action((options: ListChoice) =>
    perform(options, (report) => list(report, options)),
  );
}

async function list(report: Report, options: ListChoice): Promise<ExitCode> {
  const { status, saga, since, skip, all = false } = options;
  report.endWithReader();
  const most = all ? Infinity : options.limit;
  return await withTemporal(options, async ({ sagas }) => {
    const listed = sagas().list({
      ...(status === undefined ? {} : { status }),
      ...(saga === undefined ? {} : { saga }),
      ...(since === undefined ? {} : { startedSince: since }),
    });
    const shown: ListedSaga[] = [];
    let place = 0;
    let more = false;
    for await (const one of listed) {
      if (options.search !== undefined && !one.id.includes(options.search)) continue;
      place += 1;
      if (place <= skip) continue;
      more = place > skip + most;
      if (more) break;
      if (report.isJson) shown.push(one);
      else report.lines(...(place === skip + 1 ? [headings] : []), lineOf(report, one));
    }
    report.document({ sagas: shown, more });
    if (place === 0) report.note('There is no such saga.');
    if (more) report.note(`There are more: --skip ${skip + most} shows the next, --all shows all.`);
    return exitCodes.fine;
  });
}

const widths = { status: 16, started: 22, saga: 20 };
const headings = `${'STATUS'.padEnd(widths.status)}${'STARTED'.padEnd(widths.started)}${'SAGA'.padEnd(widths.saga)}ID`;

function lineOf(report: Report, { id, saga, status, startedAt, unwinds, parent }: ListedSaga): string {
  const role = unwinds === undefined ? (parent === undefined ? '' : ` (a step of ${parent})`) : ` (unwinds ${unwinds})`;
  return [
    report.styled(sagaStatusLook(status), status.padEnd(widths.status)),
    startedAt.replace(/\.\d+Z$/, 'Z').padEnd(widths.started),
    report.styled('reset', `${saga} `.padEnd(widths.saga)),
    report.styled('bold', id),
    report.styled('dim', role),
  ].join('');
}

// What a saga may be called; Temporal's query language can't say other names.
function sagaName(text: string): string {
  if (/^[A-Za-z][\w-]*$/.test(text)) return text;
  throw new InvalidArgumentError("A saga's name begins with a letter and has only letters, digits, '_' and '-'.");
}

function count(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}

function since(text: string): Date {
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text);
  try {
    return new Date(Date.now() - milliseconds(text as never, '--since'));
  } catch {
    throw new InvalidArgumentError('Give a length of time, such as 2h, or a date, such as 2026-03-01T08:00:00Z.');
  }
}
