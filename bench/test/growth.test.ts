import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GrowthResults } from '../src/growth/growth-results.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

describe('The growth measurements, with small sagas', { tags: ['long'] }, () => {
  let folder: string;
  let results: GrowthResults;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-bench-test-'));
    const args = ['--conditions=@saga/source', main, '--growth', '--smoke', '--out', folder];
    await promisify(execFile)(process.execPath, args);
    results = JSON.parse(await readFile(join(folder, 'smoke-growth.json'), 'utf8'));
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('find every call in the history, one after the other and at the same time', () => {
    const { sequence, parallel } = results;
    expect([...sequence, ...parallel].map(({ saga }) => saga)).toEqual([
      ...['sequence4', 'sequence16'],
      ...['parallel1', 'parallel4', 'parallel16'],
    ]);
    for (const { calls, events, bytes, execution } of [...sequence, ...parallel]) {
      expect(execution.activities + execution.markers).toBeGreaterThanOrEqual(calls);
      expect(events).toBeGreaterThan(calls);
      expect(bytes).toBeGreaterThan(0);
    }
  });

  test('hold as many sagas as they say, and the worker has them in its cache', () => {
    expect(results.inFlight).toMatchObject([
      { sagas: 10, cached: 10 },
      { sagas: 20, cached: 20 },
    ]);
  });

  test('count the rows that a closed saga leaves: one of its own, and those of its history', () => {
    for (const { rows } of results.rows) {
      expect(rows).toMatchObject({ executions: 1, current_executions: 1, executions_visibility: 1 });
      expect(rows.history_node).toBeGreaterThan(1);
    }
  });

  test('replay every history, and explore', () => {
    expect(results.replay.map(({ events }) => events).every((events) => events > 0)).toBe(true);
    expect(results.explorer).toMatchObject({ violations: 0 });
    expect(results.explorer.transitions).toBeGreaterThan(results.explorer.states);
  });

  test('draw a chart of each kind', async () => {
    expect((await readdir(folder)).sort()).toEqual([
      'smoke-growth-history.svg',
      'smoke-growth-in-flight.svg',
      'smoke-growth-parallel.svg',
      'smoke-growth-sequence.svg',
      'smoke-growth.json',
    ]);
  });
});
