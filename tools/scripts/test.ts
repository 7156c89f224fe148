// `npm test`: everything, on the real Temporal, Postgres and services. Arguments are passed on to vitest,
// so `npm test -- packages/saga-core` runs a part. `--all` plays what `npm test` leaves out or plays a sample of. Works from any folder, because vitest is told where the root is.
import { fileURLToPath } from 'node:url';
import { runTests } from './run-tests.ts';

const [...parameters] = process.argv.slice(2);
if (parameters.includes('--all')) process.env.SAGA_TESTS = 'all';

process.exitCode = await runTests(
  fileURLToPath(new URL('../..', import.meta.url)),
  parameters.filter((parameter) => parameter !== '--all'),
);
