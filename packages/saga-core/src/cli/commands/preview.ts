import type { Command } from 'commander';
import { createCommand } from '../create-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';
import type { ReportOptions } from '../report.ts';
import { addConnectionOptions, type ConnectionChoice } from '../temporal/connection-options.ts';
import { requireSaga } from '../temporal/require-saga.ts';
import { withTemporal } from '../temporal/temporal.ts';
import { previewLines } from '../view/preview-lines.ts';

/** `saga preview`. */
export function previewCommand(): Command {
  const command = createCommand({
    name: 'preview <id>',
    description: 'show what would be undone if the saga failed now; changes nothing',
    examples: [
      ['preview create-order-4711', 'before a cancel, see which calls it leads to'],
      ['preview create-order-4711 --json', 'the same for a program, arguments and all'],
    ],
  });
  return addConnectionOptions(command).action((id: string, options: ReportOptions & ConnectionChoice) =>
    perform(options, (report) =>
      withTemporal(options, async (temporal) => {
        const preview = await (await requireSaga(temporal, id)).rollbackPreview();
        report.document({ id, preview });
        report.lines(...previewLines(preview));
        return exitCodes.fine;
      }),
    ),
  );
}
