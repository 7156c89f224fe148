// `npm run load:api`: whether the order API answers as it should, soon, and without growing, while many read and some order.
import { LocalStackError, printProgress } from '@saga/local-stack';
import { ProcessStartError } from '../../src/start/process-start-error.ts';
import { stopOnSignal } from '../../src/start/stop-on-signal.ts';
import { type ApiUnderTest, openApiUnderTest } from '../fuzz/api-under-test.ts';
import { loadApi } from './load-api.ts';
import { LoadArgumentsError, loadUsage, readLoadArguments } from './load-arguments.ts';
import { loadTable } from './load-report.ts';

/** What a shell gives for a program that ended by Ctrl-C. */
const interrupted = 130;

async function main(): Promise<number> {
  const { help, url, check, ...pace } = readLoadArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(loadUsage);
    return 0;
  }
  const { signal } = stopOnSignal(() => process.exit(interrupted));
  let api: ApiUnderTest | undefined;
  try {
    api = await openApiUnderTest(url, signal);
    const progress = printProgress(process.stderr);
    const report = await loadApi({ ...pace, url: api.url, judgeMemory: !check, signal, onProgress: progress.show });
    progress.end();
    process.stdout.write(`${loadTable(report)}\n`);
    for (const finding of report.findings) process.stdout.write(`WRONG: ${finding}\n`);
    return report.findings.length === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return interrupted;
    throw error;
  } finally {
    await api?.stop();
  }
}

function fail(error: unknown): number {
  const isKnown = error instanceof ProcessStartError || error instanceof LocalStackError;
  const hint = error instanceof LoadArgumentsError ? ' See npm run load:api -- --help.' : '';
  process.stderr.write(
    `${isKnown ? error.message : `load:api: ${error instanceof Error ? error.message : error}${hint}`}\n`,
  );
  return 1;
}

process.exit(await main().catch(fail));
