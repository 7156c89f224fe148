import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Complete } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** Adds `saga complete <shell>`, which writes a shell's completion script, and what that script asks. Call it last. */
export function addCompletion(program: Command): void {
  const completion = tab(program);
  for (const { arguments: given } of completion.commands.values())
    for (const argument of given.values())
      if (/^(file|old|new|config)$/.test(argument.name)) argument.handler = completeFiles;
}

// The library tells shells to offer no files by themselves, so the files are offered here: modules, and folders on the way.
function completeFiles(complete: Complete): void {
  const word = process.argv.at(-1) ?? '';
  const folder = word.endsWith('/') ? word : `${dirname(word)}/`;
  const prefix = folder === './' && !word.startsWith('./') ? '' : folder;
  for (const entry of entriesOf(folder)) {
    if (entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name)) complete(`${prefix}${entry.name}/`, '');
    if (/\.[cm]?[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts')) complete(`${prefix}${entry.name}`, '');
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // No such folder has no files to offer; a shell that completes shows no errors.
    return [];
  }
}
