// One Temporal and one Postgres for the whole test run: each test file makes a database of its own in it and uses ids of
// its own. With SAGA_TEST_STACK=off nothing is started, for tests that need neither.
import type { TestProject } from 'vitest/node';
import type { LocalStack } from '../local-stack.ts';
import { printProgress } from '../print-progress.ts';
import { serviceDatabases } from '../service-database.ts';
import { startLocalStack } from '../start-local-stack.ts';
import type { TestStack } from './test-stack.ts';

let stack: LocalStack | undefined;

export async function setup(project: TestProject): Promise<void> {
  if (process.env.SAGA_TEST_STACK === 'off') return;
  // Tests write and drop what they like: never in databases that the environment names.
  const environment = { ...process.env };
  for (const { variable, ownerVariable } of serviceDatabases) {
    delete environment[variable];
    delete environment[ownerVariable];
  }
  const progress = printProgress(process.stderr);
  stack = await startLocalStack({ environment, onProgress: progress.show });
  progress.end();
  project.provide('localStack', testStack(stack));
}

export async function teardown(): Promise<void> {
  await stack?.stop();
}

function testStack({ temporalAddress, postgresAdminUrl, databaseUrls }: LocalStack): TestStack {
  if (!postgresAdminUrl) throw new Error('The test stack came up without a Postgres of its own.');
  return { temporalAddress, postgresAdminUrl, databaseUrls: databaseUrls as TestStack['databaseUrls'] };
}
