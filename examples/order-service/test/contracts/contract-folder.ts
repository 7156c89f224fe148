import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/**
 * A folder for one contract. Consumer and provider are in one repository and in one test run, so the contract is written anew each
 * time and never out of date; what is kept are the tests that make it.
 */
export function contractFolder(): { readonly dir: string } {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'saga-contract-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  return {
    get dir() {
      return dir;
    },
  };
}
