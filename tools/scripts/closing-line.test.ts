// Holds the last line of `npm test` to the truth, on small runs of their own that end in every way that a run can end.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import config from '../../vitest.config.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const reporter = fileURLToPath(new URL('./closing-line-reporter.ts', import.meta.url));
const script = fileURLToPath(new URL('./fixtures/run-tests-in.ts', import.meta.url));

const passing = "it('passes', () => {});";

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
}

interface Run extends ChildProcess {
  /** Resolves when something that the run printed has this text in it. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts a run of these test files, whose global teardown prints half a line. */
async function start(
  files: Readonly<Record<string, string>>,
  parameters: readonly string[] = [],
  setting = '',
): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'saga-closing-line-'));
  await symlink(modules, join(folder, 'node_modules'));
  const all = {
    'package.json': '{ "type": "module" }',
    'vitest.config.ts': `export default { cacheDir: '.cache', test: {
      include: ['*.spec.ts'], maxWorkers: 2, globals: true, globalSetup: ['setup.ts'], reporters: ['default', ${JSON.stringify(reporter)}], ${setting}
    } };`,
    'setup.ts':
      "export const setup = () => {}; export const teardown = () => { process.stdout.write('half a line'); };",
    ...files,
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  const child = spawn(process.execPath, [script, folder, ...parameters], {
    // Colours on, as on a terminal: the line must be free of them all the same.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const looking = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const look of looking) look();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, lines: output.trimEnd().split('\n') }));
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.includes(text) && resolve();
      looking.add(look);
      look();
      ended.then(() => reject(new Error(`The run never printed "${text}":\n${output}`)));
    });
  return Object.assign(child, { printed, ended });
}

async function run(
  files: Readonly<Record<string, string>>,
  parameters?: readonly string[],
  setting?: string,
): Promise<Ended> {
  return (await start(files, parameters, setting)).ended;
}

describe('the last line of a test run', () => {
  it('counts what passed, alone on its line, after whatever else was printed', async () => {
    const { code, lines } = await run({
      'a.spec.ts': `${passing} it.skip('is skipped', () => {});`,
      'b.spec.ts': `${passing} it('is not for this machine', ({ skip }) => skip('no such device'));`,
    });
    expect(lines.slice(-2)).toEqual(['half a line', '2 passed, 0 failed']);
    expect(lines).toContain('not run:');
    expect(lines).toContain('  is skipped');
    expect(lines).toContain('  is not for this machine: no such device');
    expect(lines).not.toContain('failed:');
    expect(code).toBe(0);
  });

  const failures = {
    'a test that fails': "it('fails', () => { expect(1).toBe(2); });",
    'a file that cannot be loaded': "import './nowhere.ts';",
    'a file with a syntax error': 'it(',
    'a file without a test': 'export {};',
    'a hook that fails':
      "describe('group', () => { beforeAll(() => { throw new Error('no'); }); it('waits', () => {}); });",
    'a hook of the file that fails': "beforeAll(() => { throw new Error('no'); }); it('waits', () => {});",
    'an error that nobody caught': "it.skip('x', () => {}); setTimeout(() => { throw new Error('no'); });",
    'a process that dies': "process.kill(process.pid, 'SIGKILL');",
  };

  // One by one they say which of them is counted wrong.
  it.each(Object.entries(failures))('counts %s as one failure', { tags: ['long'] }, async (_what, source) => {
    const { code, lines } = await run({ 'a.spec.ts': passing, 'b.spec.ts': source });
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('counts each of them when all come together', async () => {
    const sources = Object.values(failures);
    const { code, lines } = await run({
      'a.spec.ts': passing,
      ...Object.fromEntries(sources.map((source, index) => [`b${index}.spec.ts`, source])),
    });
    expect(lines.at(-1)).toBe(`1 passed, ${sources.length} failed`);
    expect(code).toBe(1);
    const told = lines.slice(lines.indexOf('failed:') + 1, -2).filter((line) => line.startsWith('  '));
    expect(told).toHaveLength(sources.length);
    expect(told).toContain('  b0.spec.ts > fails: expected 1 to be 2 // Object.is equality');
    expect(told).toContain('  b4.spec.ts > group: no');
  });

  it('names what passed at a second try, and gives none to a counterexample', async () => {
    const first = "let tries = 0; it('wavers', () => { expect(tries += 1).toBe(2); });";
    const property =
      "let lives = 0; it('has a counterexample', () => { if (!lives++) throw new Error('Property failed after 1 tests'); });";
    const retry = `retry: ${inspect(config.test?.retry).replace('count: 0', 'count: 1')}`;
    const { code, lines } = await run({ 'a.spec.ts': first, 'b.spec.ts': property }, [], retry);
    expect(lines[lines.indexOf('passed at the second try:') + 1]).toBe(
      '  a.spec.ts > wavers: expected 1 to be 2 // Object.is equality',
    );
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it.each([
    ['no file fits the filter', ['no-such-file']],
    ['no test fits the name', ['-t', 'no such test']],
  ])('says a failure when %s', async (_what, parameters) => {
    const { code, lines } = await run({ 'a.spec.ts': passing }, parameters);
    expect(lines.slice(-2)).toEqual(['No test ran. That counts as a failure.', '0 passed, 1 failed']);
    expect(code).toBe(1);
  });

  it('says a failure when what the tests need does not come up', async () => {
    const setup = "export const setup = () => { throw new Error('no Temporal'); };";
    const { code, lines } = await run({ 'a.spec.ts': passing, 'setup.ts': setup });
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('says a failure when all tests passed and the tidying up failed', async () => {
    const setup = "export const teardown = () => { throw new Error('still there'); };";
    const { code, lines } = await run({ 'a.spec.ts': passing, 'setup.ts': setup });
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'is still said, with what had passed until then, after %s',
    async (signal) => {
      const waiting = await start({
        'a.spec.ts': passing,
        'b.spec.ts': "it('waits', async () => { console.log('now waiting'); await new Promise(() => {}); }, 0);",
      });
      await Promise.all([waiting.printed('a.spec.ts'), waiting.printed('now waiting')]);
      waiting.kill(signal);
      const { code, lines } = await waiting.ended;
      expect(lines.at(-2)).toContain('The run ended before all tests had run');
      expect(lines.at(-1)).toBe('1 passed, 1 failed');
      expect(code).toBeGreaterThan(0);
    },
  );
});
