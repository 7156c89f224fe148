import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runHere } from './support/run-here.ts';
import { runSaga, sagaCommand, start } from './support/run-saga.ts';

const sagas = fileURLToPath(new URL('sagas/', import.meta.url));
const shop = join(sagas, 'shop.ts');
const brokenShop = join(sagas, 'broken-shop.ts');
const both = join(sagas, 'both.ts');

const json = async (...args: readonly string[]) => {
  const { code, out } = await runHere(...args, '--json');
  return { code, document: JSON.parse(out) as Record<string, unknown> };
};

describe('saga explore', () => {
  it('ends with 0 when every interleaving keeps every promise', async () => {
    const { code, out, err } = await runHere('explore', shop);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Saga 'shop' keeps its promises: every interleaving within the limits was walked\.\nWalked /);
    expect(await json('explore', shop)).toMatchObject({ code: 0, document: { violations: [], exhaustive: true } });
  });

  it('shows the shortest way to a broken promise, its diagram, and the very command that replays it', async () => {
    const { code, out } = await runSaga(['explore', 'broken-shop.ts'], { cwd: sagas });
    expect(code).toBe(1);
    expect(out).toMatch(/^BROKEN: a saga that was undone holds no money\n/);
    expect(out).toContain('4. A late charge/run reaches bank.');
    expect(out).toContain('sequenceDiagram');
    const command = /^npx saga (explore .*)$/m.exec(out)?.[1] ?? '';
    const replayed = await start(['sh', '-c', `"$@" ${command}`, 'sh', ...sagaCommand], { cwd: sagas }).ended;
    expect(replayed).toMatchObject({ code: 1, err: '' });
    expect(replayed.out).toMatch(
      /4\. A late charge\/run reaches bank\.[\s\S]*BROKEN: a saga that was undone holds no money\n$/,
    );
    expect(await json('explore', brokenShop)).toMatchObject({
      code: 1,
      document: {
        violations: [
          { promise: 'a saga that was undone holds no money', replay: expect.stringMatching(/^npx saga explore /) },
        ],
      },
    });
  });

  it('replays a schedule from stdin or a file too, and ends with 0 when no promise breaks', async () => {
    const schedule = '[{"move":"deliver","call":"openOrder/run"},{"move":"cancel"}]';
    const replayed = await runSaga(['explore', shop, '--replay', '-'], { input: schedule });
    expect(replayed).toMatchObject({ code: 0, out: expect.stringContaining('2. Somebody cancels the saga.') });
  });

  it('says that it has shown nothing when it stopped at a limit', async () => {
    const { code, out } = await runHere('explore', shop, '--states', '10');
    expect(code).toBe(1);
    expect(out).toContain('stopped at a limit, so this shows nothing');
    expect(await json('explore', shop, '--states', '10')).toMatchObject({ code: 1, document: { exhaustive: false } });
  });

  it('takes flags above what the file says', async () => {
    const file = (await json('explore', shop)).document.transitions as number;
    const fewer = await json('explore', shop, '--cancels', '0');
    expect(fewer.document.transitions).toBeLessThan(file);
    const oneByOne = await json('explore', shop, '--no-reductions');
    expect(oneByOne).toMatchObject({ code: 0, document: { exhaustive: true, violations: [] } });
    expect(oneByOne.document.transitions).toBeGreaterThan(file);
    const zombie = await json('explore', shop, '--zombie', '--execution', 'activity');
    expect(zombie.document.notCovered).not.toContain('a worker that goes on after it was given up');
  });

  it.each([
    [[shop, '--attempts', 'many'], 'INVALID_LIMIT: limits.attempts is NaN; give a whole number from 1 to 15.'],
    [[shop, '--execution', 'adaptive'], "USAGE: Saga 'shop' says execution: 'activity'"],
    [[shop, '--replay', '{'], 'USAGE: --replay is no JSON'],
    [[shop, '--replay', '{}'], 'USAGE: --replay is no schedule'],
    [[shop, '--replay', '[{"move":"cancel","by":"me"}]'], 'MOVE_NOT_POSSIBLE: '],
    [[both], 'USAGE: '],
    [[both, '--saga', 'shop'], 'EXPLORATION_MISSING: '],
    [
      [both, '--saga', 'inn'],
      `exports no saga called inn. It exports brokenShopSaga (brokenShop, version 1), shopSaga (shop, version 1).`,
    ],
  ])('says what is wrong with %j', async (args, complaint) => {
    const { code, out, err } = await runHere('explore', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(complaint);
  });

  it('shows the lines that a file lacks, with the names of its participants', async () => {
    const { err } = await runHere('explore', both, '--saga', 'shop');
    expect(err).toMatch(/export const exploration = \{[\s\S]*order: orderModel,[\s\S]*payment: paymentModel,/);
  });
});

describe('saga graph, verify and diff', () => {
  it('draw a saga as Mermaid, whole or from where it goes wrong', async () => {
    const { code, out } = await runHere('graph', shop);
    expect({ code, first: out.split('\n', 1)[0] }).toEqual({ code: 0, first: 'flowchart TD' });
    expect(out).toContain('order.confirm');
    const { document } = await json('graph', both, '--saga', 'shopSaga', '--rollback-from', 'charge');
    expect(document).toMatchObject({ saga: 'shop', rollbackFrom: 'charge' });
    expect(document.mermaid).not.toContain('order.confirm');
    const wrong = await runHere('graph', shop, '--rollback-from', 'nowhere');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('openOrder, charge') });
  });

  it('find mistakes in every saga of a file, and tell those that are meant apart', async () => {
    const { code, out } = await runHere('verify', both);
    expect(code).toBe(0);
    expect(out).toMatch(/^brokenShop, version 1\n[\s\S]*shop, version 1\n {2}warning FENCE_NEVER_ASKED: /);
    const strict = await json('verify', both, '--strict');
    expect(strict.code).toBe(1);
    expect(strict.document).toMatchObject({
      sagas: [{ saga: 'brokenShop' }, { saga: 'shop', exportedAs: 'shopSaga' }],
    });
    const accepted = ['--saga', 'shop', '--strict', '--accept', 'FENCE_NEVER_ASKED:confirm'];
    expect(await json('verify', both, ...accepted)).toMatchObject({ code: 0, document: { sagas: [{ findings: [] }] } });
    const ofWhich = await runHere('verify', both, '--accept', 'FENCE_NEVER_ASKED:confirm');
    expect(ofWhich).toMatchObject({ code: 2, err: expect.stringContaining('choose it with --saga') });
    const misspelt = await runHere('verify', shop, '--accept', 'FENCE_NEVER_ASKED:confrim');
    expect(misspelt).toMatchObject({ code: 2, err: expect.stringContaining("did you mean 'confirm'?") });
  });

  it('say what a deployment means for sagas in flight', async () => {
    expect(await runHere('diff', shop, shop)).toMatchObject({ code: 0, out: expect.stringMatching(/^Safe: /) });
    const { code, document } = await json('diff', shop, brokenShop);
    expect({ code, verdict: document.verdict }).toEqual({ code: 1, verdict: 'breaks' });
    expect((await runHere('diff', both, both, '--saga', 'shop')).code).toBe(0);
  });
});

describe('a file that can not be loaded', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-files-'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['syntax.ts', 'export const x = ;', /SyntaxError.*syntax\.ts:1/],
    ['enum.ts', 'export enum Colour { red }', /erasableSyntaxOnly/],
    ['package.ts', "import 'no-such-package';", /Cannot find package 'no-such-package'.*Install what is missing/],
    ['import.ts', "import './no-such-file.js';", /Cannot find module.*names it in full/],
    ['throws.ts', "throw new Error('no database');", /no database\. --debug shows/],
    ['nothing.ts', 'export {};', /exports no saga \(it exports nothing\)\. Export what \.returns/],
    ['other.mjs', 'export const port = 1;', /exports no saga \(but port\)/],
    [
      'unfinished.mjs',
      'export const trip = { returns() {} };',
      /a saga that is not finished, trip: end it with \.returns/,
    ],
    ['data.json', '{}', /Give a module|can't be loaded/],
  ])('is named with what is wrong and what to do: %s', async (name, source, complaint) => {
    const file = join(folder, name);
    await writeFile(file, source);
    // The file is loaded by Node itself, and not by what runs the tests.
    const ran = await runSaga(['verify', file]);
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(complaint) });
    expect(ran.err).toMatch(/^SAGA_FILE: /);
    expect(ran.err).not.toMatch(/^ +at /m);
  });

  it('may be absent, or a folder', async () => {
    expect(await runHere('graph', join(folder, 'absent.ts'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/There is no file /),
    });
    expect(await runHere('graph', folder)).toMatchObject({ code: 2, err: expect.stringMatching(/is no file/) });
  });

  it('is told apart from one with a mistake in its functions, which is named with its line', async () => {
    const file = join(sagas, 'mistaken-exploration.ts');
    const { code, err } = await runSaga(['explore', file]);
    expect(code).toBe(2);
    expect(err).toMatch(/^SAGA_FILE: A function in .* threw TypeError: .*mistaken-exploration\.ts:\d+\)/);
  });
});

describe('what a file does beside exporting', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-files-'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = async (name: string, source: string) => {
    const file = join(folder, name);
    await writeFile(file, `export * from ${JSON.stringify(pathToFileURL(shop).href)};\n${source}`);
    return await runSaga(['verify', file, '--json']);
  };

  it.each([
    ['exits.ts', 'process.exit(0);', /exits\.ts ended the process before there was an answer/],
    ['waits.ts', 'await new Promise(() => {});', /waits\.ts waits for a promise that never settles/],
    ['late.ts', "Promise.reject(new Error('too late'));", /late\.ts left an error that nobody catches: too late/],
    ['null.ts', 'throw { toString() { throw 1; } };', /null\.ts can't be loaded: it threw something/],
    ['circle.ts', "const e = new Error('round'); e.cause = e; throw e;", /circle\.ts can't be loaded: round/],
  ])(
    'is an error that names it, and neither an end without an answer nor a finding: %s',
    async (name, source, said) => {
      const { code, out, err } = await run(name, source);
      expect(code).toBe(2);
      expect(JSON.parse(out)).toEqual({ error: { code: 'SAGA_FILE', message: expect.stringMatching(said) } });
      expect(err).toMatch(/^SAGA_FILE: /);
    },
  );

  it('neither gets into the JSON, nor keeps the process, nor changes its end', async () => {
    const { code, out, err } = await run(
      'busy.ts',
      "console.log('hello'); setInterval(() => {}, 1e6); process.on('exit', () => { process.exitCode = 1; });",
    );
    expect({ code, err }).toEqual({ code: 0, err: 'hello\n' });
    expect(JSON.parse(out)).toMatchObject({ sagas: [{ saga: 'shop' }] });
  });
});

it('a reader that closes the pipe does not turn a finding into 0', async () => {
  const script = `"$@" | true; exit "\${PIPESTATUS[0]}"`;
  const ran = await start(['bash', '-c', script, 'bash', ...sagaCommand, 'explore', brokenShop]).ended;
  expect(ran).toEqual({ code: 1, out: '', err: '' });
});

describe('the commands on files', () => {
  it('need no package of Temporal, and no other optional one', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (/^(@temporalio\\/|pg$|express$|vitest$)/.test(name)) throw new Error('loads ' + name);
        return next(name, context);
      } });
      process.argv.splice(1, 0, 'saga');
      const { runProgram } = await import(${JSON.stringify(new URL('../../src/cli/run-program.ts', import.meta.url).href)});
      for (const command of ['verify', 'graph', 'explore']) await runProgram([command, ${JSON.stringify(shop)}]);
    `;
    const [node = ''] = sagaCommand;
    const ran = await start([node, '--conditions=@saga/source', '--input-type=module', '--eval', script]).ended;
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/shop, version 1[\s\S]*flowchart TD[\s\S]*keeps its promises/);
  });
});

describe('saga conformance', () => {
  const config = join(sagas, 'conformance.config.ts');

  it('attacks a service, says what it does not keep, and ends with 1', async () => {
    // It applies whatever it is asked for, each time again, and remembers nothing.
    const service = createServer((request, response) => {
      request.resume().once('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void service.close());
    const { port } = service.address() as AddressInfo;
    const flags = ['--base-url', `http://127.0.0.1:${port}`, '--seed', '7', '--concurrency', '2'];
    const { code, out, err } = await runHere('conformance', config, ...flags, '--no-evidence');
    expect(code).toBe(1);
    expect(out).toMatch(/^reserve\n[\s\S]* {2}✗ [\s\S]* broken, .* seed 7\.\n/);
    expect(err).toMatch(/^… reserve \(0\/\d+\)\n$/);
    expect(await json('conformance', config, ...flags)).toMatchObject({
      code: 1,
      document: { passed: false, seed: 7 },
    });
  });

  it.each([
    [[config], 2, /^USAGE: .*baseUrl/],
    [[shop], 2, /^SAGA_FILE: .* exports no default\. Add: export default/],
    [
      [config, '--base-url', 'http://127.0.0.1:1'],
      3,
      /^… reserve \(0\/\d+\)\nPARTICIPANT_UNREACHABLE: |^PARTICIPANT_UNREACHABLE: /,
    ],
    [[config, '--base-url', 'http://127.0.0.1:1', '--rounds', '0'], 2, /^USAGE: .*rounds is 0/],
    [[config, '--rounds', 'many'], 2, /Give a whole number/],
  ])('says what is wrong with %j', async (args, code, complaint) => {
    expect(await runHere('conformance', ...args)).toMatchObject({
      code,
      out: '',
      err: expect.stringMatching(complaint),
    });
  });
});
