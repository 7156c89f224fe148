// `npm test`: everything, on the real Temporal, Postgres and services. Arguments are passed on to vitest,
// so `npm test -- packages/saga-core` runs a part. Works from any folder, because vitest is told where the root is.
import { fileURLToPath } from 'node:url';
import { runTests } from './run-tests.ts';

process.exitCode = await runTests(fileURLToPath(new URL('../..', import.meta.url)), process.argv.slice(2));
