import { Argument, Command } from 'commander';
import { type Offer, offersFor } from '../complete/offers.ts';
import { type Shell, scripts, shells } from '../complete/scripts.ts';

/** `saga complete`, which writes a shell's completion script, and answers what that script asks: it gives the words typed so far. */
export function completeCommand(program: Command): Command {
  return new Command('complete')
    .description('write the script by which a shell completes commands, options and files')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .argument('[words...]', 'asked by that script: what is typed so far')
    .usage('<shell>')
    .addHelpText(
      'after',
      '\nExamples:\n  # for bash\n  $ saga complete bash > ~/.local/share/bash-completion/completions/saga',
    )
    .action((shell: Shell, words: readonly string[]) => {
      if (words.length === 0) process.stdout.write(scripts[shell]);
      else
        for (const offer of offersFor(program, shell === 'powershell' ? words.map((word) => word.slice(1)) : words))
          process.stdout.write(`${lineOf(shell, offer)}\n`);
    });
}

function lineOf(shell: Shell, { word, does }: Offer): string {
  if (shell === 'bash' || does === '') return word;
  return shell === 'zsh' ? `${word}:${does}` : `${word}\t${does}`;
}
