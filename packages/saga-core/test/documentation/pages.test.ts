// The pages show files that are type-checked and run, and commands that there are. Where their links lead is looked at for all
// pages at once (tools/scripts/docs).
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/create-program.ts';
import type { SagaStatus, StepStatus } from '../../src/engine/saga-status.ts';
import { codeBlocks, pageNames, pageText } from './pages.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** What a block may be taken from: the file that its first line names, of this folder or of the package's README. */
function sourcesOf(file: string): string[] {
  const sources = globSync(`*/${file}`, { cwd: here }).map((path) => readFileSync(`${here}/${path}`, 'utf8'));
  const shown = codeBlocks(readme).filter(({ code }) => code.startsWith(`// ${file}\n`));
  return [...sources, ...shown.map(({ code }) => code)];
}

describe.each(pageNames)('docs/%s', (name) => {
  const page = pageText(name);
  const blocks = codeBlocks(page);

  it('shows no TypeScript that is not in a file that is checked and run', () => {
    const strangers = blocks
      .filter(({ language }) => /^(ts|typescript|js|javascript)?$/.test(language))
      .filter(({ code }) => {
        const [, file, body = ''] = /^\/\/ (\S+\.ts)\n(.*)$/s.exec(code) ?? [];
        return file === undefined || !sourcesOf(file).some((source) => source.includes(body));
      });
    expect(strangers).toEqual([]);
  });

  it('calls saga by commands and options that there are', () => {
    const wrong = sagaCommands(page).flatMap((line) => {
      const mistake = mistakeIn(line);
      return mistake === undefined ? [] : [`${line}: ${mistake}`];
    });
    expect(wrong).toEqual([]);
  });
});

it('the words have every status of sagas and steps, and no other', () => {
  const sagas: Record<SagaStatus, true> = {
    running: true,
    compensating: true,
    needsAttention: true,
    completed: true,
    compensated: true,
  };
  const steps: Record<StepStatus, true> = {
    pending: true,
    running: true,
    applied: true,
    refused: true,
    inDoubt: true,
    compensating: true,
    compensated: true,
    parked: true,
    skipped: true,
  };
  const [, ofSagas = '', ofSteps = ''] =
    /^\| saga \| \|\n(.*?)\n\n\| step \| \|\n(.*?)\n\n/ms.exec(pageText('words.md')) ?? [];
  const named = (table: string) => [...table.matchAll(/^\| `(\w+)`/gm)].map(([, status]) => status);
  expect([named(ofSagas), named(ofSteps)]).toEqual([Object.keys(sagas), Object.keys(steps)]);
});

it('the rules are all there, each with tests that hold it', () => {
  const rules = pageText('rules.md').split(/^## /m).slice(1);
  const held = rules.flatMap((rule) => (/^Held by .*\.test\.ts\)/m.test(rule) ? [/^R\d+/.exec(rule)?.[0]] : []));
  const promised = [...pageText('design.md').matchAll(/^(R\d+) {1,2}\S/gm)].map(([, rule]) => rule);
  expect(held).toEqual(promised);
  expect(promised).toHaveLength(14);
});

describe('the checks of a page', () => {
  it('find a command that there is not, an option that it does not have, and one argument too many', () => {
    const lines = ['saga lists', 'saga list --stati running', 'saga show a b', 'saga list --status parked'];
    expect(lines.filter((line) => mistakeIn(line) === undefined)).toEqual([]);
    expect(mistakeIn(`saga resolve a b retry --reason "all is well"`)).toBeUndefined();
  });
});

function sagaCommands(page: string): string[] {
  const lines = codeBlocks(page).flatMap(({ language, code }) => (language === 'sh' ? code.split('\n') : []));
  const inText = [...page.matchAll(/`((?:npx )?saga [a-z][^`]*)`/g)].map(([, line = '']) => line);
  return [...lines, ...inText].filter((line) => /^(npx )?saga /.test(line)).map((line) => line.replace(/ *#.*$/, ''));
}

function mistakeIn(line: string): string | undefined {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, ...found]) => found.find(Boolean) ?? '');
  const [name, ...rest] = words.slice(words.indexOf('saga') + 1);
  const program = createProgram();
  const command = program
    .createHelp()
    .visibleCommands(program)
    .find((known) => known.name() === name);
  if (command === undefined) return `there is no command ${name}`;
  try {
    const { operands, unknown } = command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseOptions(rest);
    if (unknown.length > 0) return `there is no option ${unknown[0]}`;
    return operands.length > command.registeredArguments.length ? 'too many arguments' : undefined;
  } catch (error) {
    return String(error);
  }
}
