import type { Command } from 'commander';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { chooseSaga } from '../file/choose-saga.ts';
import { loadModule } from '../file/load-module.ts';
import { perform } from '../perform.ts';
import { printable } from '../printable.ts';
import type { Report, ReportOptions } from '../report.ts';

interface GraphChoice extends ReportOptions {
  readonly saga?: string;
  readonly rollbackFrom?: string;
}

/** `saga graph`. */
export function graphCommand(): Command {
  return createCommand({
    name: 'graph <file>',
    description: 'draw a saga as a Mermaid flowchart',
    examples: [
      ['graph book-trip.ts > book-trip.mmd', 'the whole saga, with its undos'],
      ['graph book-trip.ts --rollback-from chargeCard', 'what follows when that step goes wrong'],
    ],
  })
    .option('--saga <name>', 'which saga, where the file exports several')
    .option('--rollback-from <step>', 'draw what is undone when this step goes wrong')
    .action((file: string, options: GraphChoice) => perform(options, (report) => graph(report, file, options)));
}

async function graph(report: Report, file: string, { saga: name, rollbackFrom }: GraphChoice): Promise<ExitCode> {
  const { saga } = chooseSaga(await loadModule(report, file), name);
  const { toMermaid } = await import('../../inspection/mermaid/to-mermaid.ts');
  const mermaid = toMermaid(saga, rollbackFrom === undefined ? {} : { rollbackFrom });
  report.document({ saga: saga.name, version: saga.version, ...(rollbackFrom && { rollbackFrom }), mermaid });
  report.lines(...mermaid.trimEnd().split('\n').map(printable));
  return exitCodes.fine;
}
