import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createProgram } from '../../src/cli/create-program.ts';
import { runHere } from './support/run-here.ts';
import { sagaCommand, start } from './support/run-saga.ts';

const names = createProgram()
  .commands.map((command) => command.name())
  .filter((name) => name !== 'complete');
const docs = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');

describe('the help of saga', () => {
  it.each(names)('%s: has examples, and each is a command line that the program takes', async (name) => {
    const { out, code } = await runHere(name, '--help');
    expect(code).toBe(0);
    const examples = examplesOf(out);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(await parsed(example), example.join(' ')).toBe(example[0]);
  });

  it('would tell of an example that the program does not take', async () => {
    await expect(parsed(['list', '--state', 'parked'])).rejects.toThrow("unknown option '--state'");
  });

  it('names every command, and says what exit codes mean', async () => {
    const { out, code } = await runHere('--help');
    expect(code).toBe(0);
    for (const name of [...names, 'complete']) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(out).toContain('Exit codes: 0 fine');
  });

  it('tells the version of the package', async () => {
    expect(await runHere('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });

  it.each([[['sho']], [['show']], [['list', '--stat']], [['graph', 'a.ts', 'b.ts']], [[]]])(
    'ends with 2 when it does not understand %j',
    async (args) => {
      const { code, out, err } = await runHere(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toBe('');
    },
  );
});

it('tells a mistake in the options as JSON too, where JSON is asked for', async () => {
  const { code, out } = await runHere('list', '--json', '--nope');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toEqual({ error: { code: 'USAGE', message: "unknown option '--nope'" } });
});

describe('docs/cli.md', () => {
  it('has a section for each command and for none that there is not', () => {
    const sections = [...docs.matchAll(/^### `saga (\w+)/gm)].map(([, name]) => name);
    expect(sections.toSorted()).toEqual([...names, 'complete'].toSorted());
  });

  it('shows only command lines that the program takes', async () => {
    const lines = [...docs.matchAll(/^```(?:sh|console)\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
      block.split('\n').flatMap((line) => /^(?:\$ )?(?:npx )?saga (.*?)(?: [|>#] ?.*)?$/.exec(line)?.[1] ?? []),
    );
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const words = wordsOf(line);
      if (!['complete', 'help'].includes(words[0] ?? '')) expect(await parsed(words), line).toBe(words[0]);
    }
  });

  it('shows a saga file that is explored here, and what that says', async () => {
    const file = new URL('sagas/broken-shop.ts', import.meta.url);
    expect(docs).toContain(`\`\`\`ts\n${readFileSync(file, 'utf8')}\`\`\``);
    const { out } = await runHere('explore', file.pathname);
    const shown = /^\$ saga explore broken-shop\.ts\n(.*?)…\n/ms.exec(docs)?.[1];
    expect(out.slice(0, shown?.length)).toBe(shown);
  });

  it.each(names)('explains every option of %s', (name) => {
    const start = docs.indexOf(`### \`saga ${name}`);
    const section = docs.slice(start, docs.indexOf('\n### ', start + 1));
    const general = docs.slice(0, docs.indexOf('## On Temporal'));
    const command = createProgram().commands.find((one) => one.name() === name);
    const long = command?.options.map((option) => option.long ?? '') ?? [];
    expect(long.filter((option) => !`${general}${section}`.includes(option))).toEqual([]);
  });
});

describe('shell completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s, that evaluates nothing', async (shell) => {
    const { code, out, err } = await runHere('complete', shell);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`saga complete ${shell}`);
    expect(out).not.toMatch(/\beval\b|compgen|Invoke-Expression|source /i);
  });

  it.each([
    [['re'], ['resolve']],
    [['help', 're'], ['resolve']],
    [['explore', 'x.ts', '--take'], ['--take-backs']],
    [['list', '--status', 'need'], ['needsAttention']],
    [['list', '--status', '=', 'need'], ['needsAttention']],
    [['list', '--status=need'], ['--status=needsAttention']],
    [['resolve', '--actor', 'me', 'id', 'step', 'sk'], ['skip']],
    [['orphans', 'x.ts', '--unwind', 'a', 'b', '--js'], ['--json']],
    [['complete', 'f'], ['fish']],
    [['list', '--', '--sta'], []],
    [['nonsense', ''], []],
    [['verify', ''], []],
    [['list', '--saga', ''], []],
  ])('offers for %j only what the program is made of: %j', async (words, offered) => {
    const { out } = await runHere('complete', 'bash', '--', ...words);
    expect(out.split('\n').slice(0, -1)).toEqual(offered);
  });

  it('hands the words of a real bash on as they are, and evaluates neither them nor the names of files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saga-complete-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'a$(touch OPENED).ts'), '');
    const { out: SCRIPT } = await runHere('complete', 'bash');
    const script = `
      saga() { ${sagaCommand.join(' ')} "$@"; }
      command() { "$@"; }
      eval "$SCRIPT"
      COMP_WORDS=(saga list '$(touch OPENED)' '\`touch OPENED\`' --status = need); COMP_CWORD=6; _saga; echo "\${COMPREPLY[@]}"
      COMP_WORDS=(saga verify ''); COMP_CWORD=2; _saga; echo "\${#COMPREPLY[@]}"
      complete -p saga`;
    const { out, err } = await start(['bash', '-c', script], { cwd: folder, env: { SCRIPT } }).ended;
    expect({ out, err }).toEqual({ out: 'needsAttention\n0\ncomplete -o default -F _saga saga\n', err: '' });
    expect(await readdir(folder)).toEqual(['a$(touch OPENED).ts']);
  });
});

function examplesOf(help: string): readonly (readonly string[])[] {
  return [...help.matchAll(/^ {2}\$ saga (.*)$/gm)].map(([, line = '']) => wordsOf(line.replace(/ > .*$/, '')));
}

// Words of a shell, with single and double quotes.
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

/** Parses a command line without doing anything, and gives the command's name. Throws what commander finds wrong. */
async function parsed(words: readonly string[]): Promise<string> {
  const program = createProgram();
  let done = '';
  for (const command of program.commands) {
    command.configureOutput({ writeErr: () => {} });
    command.action((...args: readonly unknown[]) => {
      done = (args.at(-1) as Command).name();
    });
  }
  await program.parseAsync(words, { from: 'user' });
  return done;
}
