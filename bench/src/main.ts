// `npm run bench`: saga-core beside what its users would pick instead, on the same machine, participants and calls.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchOptions, readOptions, UsageError, usage } from './cli/options.ts';
import { progressOn } from './cli/progress.ts';
import { runsFromSource } from './compare/bundle-workflows.ts';
import { compare } from './compare/compare.ts';
import { grow } from './growth/grow.ts';
import { growthCharts, growthTable } from './growth/growth-report.ts';
import { growthResults } from './growth/growth-results.ts';
import { comparisonChart } from './report/comparison-chart.ts';
import { comparisonResults } from './report/comparison-results.ts';
import { comparisonTable } from './report/comparison-table.ts';
import { currentLoad, machineFacts } from './report/machine-facts.ts';

const toStop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => toStop.abort(new Error(`Stopped by ${signal}.`)));
}

async function runComparison(options: BenchOptions, folder: string): Promise<boolean> {
  const { rounds, limit, loadInFlight, isSmoke } = options;
  const loadBefore = currentLoad();
  const onProgress = progressOn(process.stderr);
  const { turns, versions, idle } = await compare({ ...options, folder, onProgress, signal: toStop.signal });
  const sagaCore = runsFromSource ? 'source' : 'built';
  const results = comparisonResults(
    turns,
    { rounds, limit, loadInFlight },
    machineFacts({ loadBefore, versions, sagaCore, idle }),
  );
  const out = await outFolder(options);
  const name = isSmoke ? 'smoke' : 'latest';
  await writeFile(join(out, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(join(out, `${name}.svg`), comparisonChart(results));
  process.stdout.write(comparisonTable(results));
  return [...turns.values()].every((taken) => !('notRun' in taken));
}

async function runGrowth(options: BenchOptions, folder: string): Promise<boolean> {
  const { isSmoke } = options;
  const loadBefore = currentLoad();
  const onProgress = progressOn(process.stderr);
  const measures = await grow({ isSmoke, folder, onProgress, signal: toStop.signal });
  const sagaCore = runsFromSource ? 'source' : 'built';
  const versions = { temporal: measures.temporalVersion };
  const results = growthResults(measures, machineFacts({ loadBefore, versions, sagaCore, idle: undefined }));
  const out = await outFolder(options);
  const prefix = isSmoke ? 'smoke-' : '';
  await writeFile(join(out, `${prefix}growth.json`), `${JSON.stringify(results, null, 2)}\n`);
  for (const [name, chart] of Object.entries(growthCharts(results))) {
    await writeFile(join(out, `${prefix}${name}.svg`), chart);
  }
  process.stdout.write(growthTable(results));
  return true;
}

async function outFolder({ out }: BenchOptions): Promise<string> {
  const folder = out === undefined ? fileURLToPath(new URL('../results', import.meta.url)) : resolve(out);
  await mkdir(folder, { recursive: true });
  return folder;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.mode === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'saga-bench-'));
  try {
    const run = options.mode === 'growth' ? runGrowth : runComparison;
    return (await run(options, folder)) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      error instanceof UsageError ? `bench: ${text} See npm run bench -- --help.\n` : `bench: ${text}\n`,
    );
    process.exit(error instanceof UsageError ? 2 : toStop.signal.aborted ? 130 : 1);
  },
);
