import { type Command, InvalidArgumentError } from 'commander';
import type { ConformanceOptions } from '../../conformance/conformance-options.ts';
import type { ConformanceReport } from '../../conformance/conformance-report.ts';
import { CliError } from '../cli-error.ts';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadModule } from '../file/load-module.ts';
import { usersMistake } from '../file/users-mistake.ts';
import { perform } from '../perform.ts';
import { printable } from '../printable.ts';
import type { Report, ReportOptions } from '../report.ts';

interface ConformanceChoice extends ReportOptions {
  readonly baseUrl?: string;
  readonly rounds?: number;
  readonly concurrency?: number;
  readonly seed?: number;
  readonly evidence: boolean;
}

const more = `The config is a module whose default export is what conformance takes: { baseUrl, operations }, see docs/conformance.md. The
attacks make and undo real effects: run it against a test environment.

Exit code 1 says that a guarantee is broken; 3, that the service gave no answer.`;

/** `saga conformance`. */
export function conformanceCommand(): Command {
  return createCommand({
    name: 'conformance <config>',
    description: 'attack a service over HTTP, and say which guarantees of the protocol it keeps',
    examples: [
      ['conformance conformance.config.ts', 'all of it, as the config says'],
      [
        'conformance conformance.config.ts --base-url http://127.0.0.1:3002 --json',
        'of a service elsewhere, for a program',
      ],
      ['conformance conformance.config.ts --rounds 200 --seed 7', 'more of the races, in the order of an earlier run'],
    ],
    more,
  })
    .option('--base-url <url>', 'where the service is; stands above the config')
    .option('--rounds <n>', 'how often each race is run', number)
    .option('--concurrency <n>', 'how many duplicates are sent at once', number)
    .option('--seed <n>', 'the order of the races, as a report has it', number)
    .option('--no-evidence', 'leave out what was sent and answered where a guarantee is broken')
    .action((config: string, options: ConformanceChoice) =>
      perform(options, (report) => attack(report, config, options)),
    );
}

async function attack(report: Report, config: string, choice: ConformanceChoice): Promise<ExitCode> {
  const options = optionsOf(config, (await loadModule(report, config)).exports.default, choice);
  const [{ conformance }, { conformanceText }] = await Promise.all([
    import('../../conformance/conformance.ts'),
    import('../../conformance/conformance-text.ts'),
  ]);
  let operation = '';
  let found: ConformanceReport;
  try {
    found = await conformance({
      ...options,
      onProgress: (progress) => {
        if (progress.operation !== operation)
          report.note(`… ${progress.operation} (${progress.done}/${progress.total})`);
        operation = progress.operation;
        options.onProgress?.(progress);
      },
    });
  } catch (error) {
    // What is wrong with the config it says by a TypeError.
    const mistake = usersMistake(config, error);
    if (!(mistake instanceof TypeError)) throw mistake;
    throw new CliError('USAGE', `${config}: ${mistake.message}`, { cause: error });
  }
  report.document(found);
  report.lines(...conformanceText(found, { evidence: choice.evidence }).map((line) => coloured(report, line)));
  return found.passed ? exitCodes.fine : exitCodes.finding;
}

function optionsOf(config: string, given: unknown, choice: ConformanceChoice): ConformanceOptions {
  if (typeof given !== 'object' || given === null)
    throw new CliError(
      'SAGA_FILE',
      `${config} exports no default. Add: export default { baseUrl: 'http://127.0.0.1:3002', operations: { … } }. See docs/conformance.md.`,
    );
  const { baseUrl, rounds, concurrency, seed } = choice;
  const flags = Object.entries({ baseUrl, rounds, concurrency, seed }).filter(([, value]) => value !== undefined);
  return { ...(given as ConformanceOptions), ...Object.fromEntries(flags) };
}

function coloured(report: Report, line: string): string {
  if (/^ {2}✗ /.test(line)) return report.styled('red', line);
  return /^ {2}✓ /.test(line) ? report.styled('green', line) : printable(line);
}

function number(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}
