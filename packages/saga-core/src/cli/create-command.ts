import { Command, Option } from 'commander';

/** What a command is called and what it is for. */
export interface CommandWords {
  /** With its arguments, as `show <id>`. */
  readonly name: string;
  readonly description: string;
  /** Command lines without the leading `saga`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly more?: string;
}

/** A command with what all have: `--json`, `--debug`, and help with examples. */
export function createCommand({ name, description, examples, more }: CommandWords): Command {
  const shown = examples.map(([line, does]) => `  # ${does}\n  $ saga ${line}`).join('\n\n');
  const [word, ...given] = name.split(' ');
  const command = new Command(word);
  for (const argument of given) command.argument(argument);
  return command
    .description(description)
    .addOption(new Option('--json', 'write JSON to stdout, and nothing else there'))
    .addOption(new Option('--debug', 'show where in the code an error comes from'))
    .addHelpText('after', `${more === undefined ? '' : `\n${more}\n`}\nExamples:\n${shown}`);
}
