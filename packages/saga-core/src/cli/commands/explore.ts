import { type Command, Option } from 'commander';
import { createCommand } from '../create-command.ts';
import { type ExploreChoice, limitOptions } from '../explore/explore-choice.ts';
import { exploreFile } from '../explore/explore-file.ts';
import { perform } from '../perform.ts';

const more = `The file exports the saga and, as exploration, what explore takes: { input, participants, invariants }, with faults and
limits if need be. See docs/cli.md. A flag stands above what the file says.

Exit code 1 says that a promise breaks, or that the search stopped at a limit and so has shown nothing.`;

/** `saga explore`. */
export function exploreCommand(): Command {
  const command = createCommand({
    name: 'explore <file>',
    description: 'walk every interleaving of faults, and show the shortest way to a broken promise',
    examples: [
      ['explore book-trip.ts', 'all of it, within the limits of the file'],
      ['explore book-trip.ts --crashes 0 --attempts 1 --seconds 60', 'less of it, for a first look'],
      [
        `explore book-trip.ts --replay '[{"move":"deliver","call":"bookHotel/run"},{"move":"cancel"}]'`,
        'play one schedule, as a counterexample gives it',
      ],
    ],
    more,
  }).option('--saga <name>', 'which saga, where the file exports several');
  for (const { flag, help } of limitOptions)
    command.addOption(new Option(`--${flag} <n>`, help).argParser(Number).helpGroup('Limits:'));
  return command
    .addOption(
      new Option('--execution <mode>', 'which calls may be tried locally; default: as the saga says').choices([
        'activity',
        'adaptive',
      ]),
    )
    .option('--zombie', 'a crashed worker goes on for a while')
    .option('--no-reductions', 'walk everything one by one; finds the same, and takes longer')
    .option('--replay <json>', 'play one schedule, and show what happens; @file reads it from a file, - from stdin')
    .action((file: string, options: ExploreChoice) => perform(options, (report) => exploreFile(report, file, options)));
}
