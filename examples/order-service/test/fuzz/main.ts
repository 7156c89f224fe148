// `npm run fuzz:api`: looks for requests that the order API answers in another way than its OpenAPI document says.
import { LocalStackError, printProgress } from '@saga/local-stack';
import { ProcessStartError } from '../../src/start/process-start-error.ts';
import { stopOnSignal } from '../../src/start/stop-on-signal.ts';
import { type ApiUnderTest, impatientEnvironment, openApiUnderTest } from './api-under-test.ts';
import { fuzzApi } from './fuzz-api.ts';
import { type FuzzArguments, FuzzArgumentsError, fuzzUsage, readFuzzArguments } from './fuzz-arguments.ts';
import { findSchemathesis } from './schemathesis.ts';

const notRun = 2;
/** What a shell gives for a program that ended by Ctrl-C. */
const interrupted = 130;

async function main(): Promise<number> {
  const wish = readFuzzArguments(process.argv.slice(2));
  if (wish.help) {
    process.stdout.write(fuzzUsage);
    return 0;
  }
  const found = await findSchemathesis((text) => process.stderr.write(`${text}\n`));
  if ('missing' in found) {
    process.stdout.write(`not run: ${found.missing}\n`);
    return wish.ifPossible ? 0 : notRun;
  }
  const { signal } = stopOnSignal(() => process.exit(interrupted));
  let api: ApiUnderTest | undefined;
  try {
    api = await openApiUnderTest(wish.url, signal, impatientEnvironment);
    return await run(api, wish, found.program, signal);
  } catch (error) {
    if (signal.aborted) return interrupted;
    throw error;
  } finally {
    await api?.stop();
  }
}

async function run(
  api: ApiUnderTest,
  { cases, seed }: FuzzArguments,
  program: string,
  signal: AbortSignal,
): Promise<number> {
  const progress = printProgress(process.stderr);
  const report = await fuzzApi(api, { program, cases, seed, signal, onProgress: progress.show });
  progress.end();
  const rows = [...report.answers].sort(([one], [other]) => (one < other ? -1 : 1));
  process.stdout.write(`${rows.map(([answer, count]) => `${String(count).padStart(7)}  ${answer}`).join('\n')}\n\n`);
  if (report.findings.length === 0) {
    process.stdout.write(`${report.cases} cases with seed ${seed}: nothing found.\n`);
    return 0;
  }
  process.stdout.write(`${report.findings.join('\n\n')}\n\nFound after ${report.cases} cases with seed ${seed}.\n`);
  return 1;
}

function fail(error: unknown): number {
  const isKnown = error instanceof ProcessStartError || error instanceof LocalStackError;
  const hint = error instanceof FuzzArgumentsError ? ' See npm run fuzz:api -- --help.' : '';
  process.stderr.write(
    `${isKnown ? error.message : `fuzz:api: ${error instanceof Error ? error.message : error}${hint}`}\n`,
  );
  return 1;
}

process.exit(await main().catch(fail));
