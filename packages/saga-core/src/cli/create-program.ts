import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { cancelCommand } from './commands/cancel.ts';
import { completeCommand } from './commands/complete.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { diffCommand } from './commands/diff.ts';
import { exploreCommand } from './commands/explore.ts';
import { graphCommand } from './commands/graph.ts';
import { listCommand } from './commands/list.ts';
import { orphansCommand } from './commands/orphans.ts';
import { previewCommand } from './commands/preview.ts';
import { resolveCommand } from './commands/resolve.ts';
import { showCommand } from './commands/show.ts';
import { verifyCommand } from './commands/verify.ts';

const intro = `Looks after sagas on Temporal, and proves saga files.

Each command has examples: saga help show.`;

const exitCodesHelp = `
Exit codes: 0 fine · 1 something was found or refused · 2 usage or input · 3 Temporal or a service gave no answer · 70 a bug
of saga · 130 interrupted.`;

/** The whole command line, nothing run yet. */
export function createProgram(): Command {
  const program = new Command('saga')
    .description(intro)
    .version(version(), '--version')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', exitCodesHelp)
    .showHelpAfterError('(saga help shows the commands, and with --help a command shows its options)')
    .exitOverride();
  program.commandsGroup('On Temporal:');
  for (const create of [listCommand, showCommand, previewCommand, cancelCommand, resolveCommand, orphansCommand])
    program.addCommand(create().copyInheritedSettings(program));
  program.commandsGroup('On a saga file:');
  for (const create of [graphCommand, verifyCommand, diffCommand, exploreCommand])
    program.addCommand(create().copyInheritedSettings(program));
  program.commandsGroup('On a service:');
  program.addCommand(conformanceCommand().copyInheritedSettings(program));
  program.commandsGroup('Other:');
  program.addCommand(completeCommand(program).copyInheritedSettings(program));
  return program;
}

function version(): string {
  // Two folders up, from src/cli as from dist/cli.
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
