import { type Command, InvalidArgumentError } from 'commander';
import { createCommand } from '../create-command.ts';
import { perform } from '../perform.ts';
import type { ReportOptions } from '../report.ts';
import { showSaga } from '../show/show-saga.ts';
import { watchSaga } from '../show/watch-saga.ts';
import { addConnectionOptions, type ConnectionChoice } from '../temporal/connection-options.ts';
import { requireSaga } from '../temporal/require-saga.ts';
import { withTemporal } from '../temporal/temporal.ts';

interface ShowChoice extends ReportOptions, ConnectionChoice {
  readonly watch?: boolean;
  readonly zone: string;
}

const more = `The status comes from one of the saga's workers, the timeline from its history. Where no worker answers, the timeline is
shown alone, with exit code 3. With --watch a terminal is drawn over at each change; elsewhere, and with --json, each change
is a line. It ends with the saga; exit code 1 says that the saga was broken off.`;

/** `saga show`. */
export function showCommand(): Command {
  const command = createCommand({
    name: 'show <id>',
    description: "show a saga's status, its steps, and what happened to it",
    examples: [
      ['show create-order-4711', 'what happened so far'],
      ['show create-order-4711 --watch', 'and what happens from now on, until it ends'],
      ['show create-order-4711 --watch --json', 'the same for a program: one line of JSON for each change'],
    ],
    more,
  })
    .option('--watch', 'go on until the saga ends')
    .option('--zone <name>', 'the time zone of the times, such as Europe/Berlin', zone, 'UTC');
  return addConnectionOptions(command).action((id: string, options: ShowChoice) =>
    perform(options, (report) =>
      withTemporal(options, async (temporal) =>
        (options.watch === true ? watchSaga : showSaga)(report, await requireSaga(temporal, id), options.zone),
      ),
    ),
  );
}

function zone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('Give a time zone of the IANA database, such as UTC or Europe/Berlin.');
  }
}
