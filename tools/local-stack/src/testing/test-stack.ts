import type {} from 'vitest';
import type { DatabaseVariable, OwnerVariable } from '../service-database.ts';

/** What the tests' global setup hands to every test: `inject('localStack')` from vitest. */
export interface TestStack {
  /** host:port of a Temporal server with the namespace `default`. */
  readonly temporalAddress: string;
  /** For `createDatabase`. */
  readonly postgresAdminUrl: string;
  /** Shared by all test files of the run: make a database of your own instead, unless you start the real services. */
  readonly databaseUrls: Readonly<Record<DatabaseVariable | OwnerVariable, string>>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    localStack: TestStack;
  }
}
