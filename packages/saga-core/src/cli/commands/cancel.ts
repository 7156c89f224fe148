import type { Command } from 'commander';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';
import { printable } from '../printable.ts';
import type { Report, ReportOptions } from '../report.ts';
import { shellQuote } from '../shell-quote.ts';
import { addConnectionOptions, type ConnectionChoice } from '../temporal/connection-options.ts';
import { requireSaga } from '../temporal/require-saga.ts';
import { withTemporal } from '../temporal/temporal.ts';
import { userOfMachine } from '../user-of-machine.ts';

interface CancelChoice extends ReportOptions, ConnectionChoice {
  readonly detail?: string;
  readonly actor?: string;
}

/** `saga cancel`. */
export function cancelCommand(): Command {
  const command = createCommand({
    name: 'cancel <id>',
    description: 'ask for a saga to be unwound; harmless when asked again, refused when its pivot was sent',
    examples: [
      ['preview create-order-4711', 'see first what would be undone'],
      ['cancel create-order-4711 --detail "asked for by the customer"', 'and then ask for it'],
    ],
    more: 'Exit code 1 says that it came too late: the saga goes on, or has ended.',
  })
    .option('--detail <text>', 'why; it lands in the history, so nothing personal')
    .option('--actor <name>', 'who; default: the user of this machine');
  return addConnectionOptions(command).action((id: string, options: CancelChoice) =>
    perform(options, (report) => cancel(report, id, options)),
  );
}

async function cancel(report: Report, id: string, options: CancelChoice): Promise<ExitCode> {
  const { detail, actor = userOfMachine() } = options;
  const wish = { ...(detail === undefined ? {} : { detail }), ...(actor === undefined ? {} : { actor }) };
  return await withTemporal(options, async (temporal) => {
    const answer = await (await requireSaga(temporal, id)).cancel(wish);
    report.document({ id, ...answer });
    const saga = printable(id);
    if (answer.accepted) {
      report.lines(`Saga '${saga}' is being unwound, or was. ${showOf(id)} shows how far it is.`);
      return exitCodes.fine;
    }
    report.lines(`Too late: saga '${saga}' will not be unwound, as its pivot was sent or it has ended.`);
    return exitCodes.finding;
  });
}

// A line to copy. An id that begins with a dash is else taken for an option.
function showOf(id: string): string {
  const words = ['npx', 'saga', 'show', '--watch', ...(id.startsWith('-') ? ['--'] : []), id];
  return printable(words.map(shellQuote).join(' '));
}
