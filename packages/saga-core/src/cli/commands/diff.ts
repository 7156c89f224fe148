import type { Command } from 'commander';
import { diff } from '../../definition/diff/diff.ts';
import { describeDiff } from '../../inspection/describe-diff.ts';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { chooseSaga } from '../file/choose-saga.ts';
import { loadModule } from '../file/load-module.ts';
import { perform } from '../perform.ts';
import { printable } from '../printable.ts';
import type { Report, ReportOptions } from '../report.ts';

interface DiffChoice extends ReportOptions {
  readonly saga?: string;
}

const styles = { safe: 'green', needsOld: 'yellow', breaks: 'red' } as const;

/** `saga diff`. */
export function diffCommand(): Command {
  return createCommand({
    name: 'diff <old> <new>',
    description: 'say what deploying one definition over another means for the sagas in flight',
    examples: [
      [
        'diff ../deployed/src/book-trip.ts src/book-trip.ts',
        'against a checkout of what is deployed (git worktree add)',
      ],
      ['diff sagas-v1.ts sagas-v2.ts --saga bookTrip --json', 'for a program, of files with several sagas'],
    ],
    more: "Exit code 1 says that the new one breaks sagas in flight, or can't be told from the old one.",
  })
    .option('--saga <name>', 'which saga, where a file exports several')
    .action((older: string, newer: string, options: DiffChoice) =>
      perform(options, (report) => compare(report, { older, newer }, options)),
    );
}

async function compare(
  report: Report,
  files: { readonly older: string; readonly newer: string },
  { saga }: DiffChoice,
): Promise<ExitCode> {
  const [older, newer] = [await loadModule(report, files.older), await loadModule(report, files.newer)].map(
    (module) => chooseSaga(module, saga).saga,
  );
  if (older === undefined || newer === undefined) throw new Error('Two files give two sagas.');
  const found = diff(older, newer);
  const [headline = '', ...details] = describeDiff(found);
  report.document({ saga: newer.name, ...found });
  report.lines(report.styled(styles[found.verdict], headline), ...details.map(printable));
  return found.verdict === 'breaks' ? exitCodes.finding : exitCodes.fine;
}
