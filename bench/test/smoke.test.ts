import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonResults, SystemResult } from '../src/report/comparison-results.ts';
import { type SystemName, systemNames } from '../src/systems/system.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

// Counts only: what a benchmark says of times is worth nothing on a machine that does other things too.
describe('The benchmark, with a few sagas on each system', () => {
  let folder: string;
  let results: ComparisonResults;
  let printed: { readonly stdout: string; readonly stderr: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-bench-test-'));
    const args = [
      '--conditions=@saga/source',
      '--disable-warning=ExperimentalWarning',
      main,
      '--smoke',
      '--out',
      folder,
    ];
    printed = await promisify(execFile)(process.execPath, args);
    results = JSON.parse(await readFile(join(folder, 'smoke.json'), 'utf8'));
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const resultOf = (name: SystemName): SystemResult => {
    const result = results.systems[name];
    if (result === undefined || 'notRun' in result) throw new Error(`${name} was not run: ${result?.notRun}`);
    return result;
  };

  test('runs all five systems, and says nothing on stderr where nobody watches', () => {
    expect(systemNames.map((name) => [name, results.systems[name]])).toEqual(
      systemNames.map((name) => [name, expect.not.objectContaining({ notRun: expect.anything() })]),
    );
    expect(printed.stderr).toBe('');
  });

  test.each(systemNames)('%s makes each of the five calls of a saga exactly once, applied or undone', (name) => {
    const { calls, repeatedCalls, callsAreExact, undo } = resultOf(name);
    const exact = { calls: 5, repeatedCalls: 0, callsAreExact: true };
    expect({ calls, repeatedCalls, callsAreExact }).toEqual(exact);
    expect(undo).toMatchObject(exact);
  });

  test.each(systemNames)('%s writes down what it did', (name) => {
    const { events, bytes, undo } = resultOf(name);
    for (const count of [events, bytes, undo.events, undo.bytes]) expect(count).toBeGreaterThan(0);
  });

  test('five calls that are tried locally are five events, and five more', () => {
    const { events, execution, bytes } = resultOf('adaptive');
    expect({ events, execution }).toEqual({
      events: 10,
      execution: { activities: 0, markers: 5, mode: 'local activities' },
    });
    expect(bytes).toBeLessThan(0.6 * resultOf('handwritten').bytes);
  });

  test('five normal activities are five times six events, and five more: with saga-core as by hand', () => {
    for (const name of ['activity', 'handwritten'] as const) {
      const { events, execution } = resultOf(name);
      expect({ name, events, execution }).toEqual({
        name,
        events: 35,
        execution: { activities: 5, markers: 0, mode: 'activities' },
      });
    }
  });

  test('all ratios are to the saga by hand', () => {
    expect(Object.keys(results.ratios)).toEqual([...systemNames]);
    const one = { p50: 1, p99: 1, throughput: 1, events: 1, bytes: 1 };
    expect(results.ratios.handwritten).toMatchObject({ ...one, undo: one });
  });

  test('prints a table with each system, and draws a chart', async () => {
    for (const name of systemNames) expect(printed.stdout).toMatch(new RegExp(`^${name} .*\\d`, 'm'));
    expect(await readdir(folder)).toEqual(['smoke.json', 'smoke.svg']);
    const chart = await readFile(join(folder, 'smoke.svg'), 'utf8');
    for (const name of systemNames) expect(chart).toContain(`>${name}</text>`);
  });
});
