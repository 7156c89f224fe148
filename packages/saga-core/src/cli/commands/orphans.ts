import type { Command } from 'commander';
import { createCommand } from '../create-command.ts';
import { type OrphansChoice, tellOrphans } from '../orphans/tell-orphans.ts';
import { perform } from '../perform.ts';
import { addConnectionOptions } from '../temporal/connection-options.ts';

const more = `An orphan is a saga that was broken off (terminated, timed out, failed) and has left something that is not undone. What it
did is read from its history with its definition, so this needs the file. Versions of a saga that the file exports beside the
newest, and those in --previous files, are for sagas that were started with them.

Unwinding starts a workflow of its own, <id>/unwind, on the task queue of the saga; asking again is harmless.
Exit code 1 says that orphans are left.`;

/** `saga orphans`. */
export function orphansCommand(): Command {
  const command = createCommand({
    name: 'orphans <file>',
    description: 'find sagas that were broken off and not undone, and undo them',
    examples: [
      ['orphans src/sagas.ts --saga createOrder', 'find them'],
      ['orphans src/sagas.ts --saga createOrder --unwind create-order-4711', 'undo one'],
      [
        'orphans src/book-trip.ts --previous src/book-trip-v1.ts --unwind-all --json',
        'undo all that can be, in a script',
      ],
    ],
    more,
  })
    .option('--saga <name>', 'which saga, where the file exports several')
    .option('--previous <file...>', 'files with older versions of it')
    .option('--unwind <id...>', 'undo these')
    .option('--unwind-all', 'undo all that can be undone')
    .option('--task-queue <name>', 'where they are undone; default: where they were started');
  return addConnectionOptions(command).action((file: string, options: OrphansChoice) =>
    perform(options, (report) => tellOrphans(report, file, options)),
  );
}
