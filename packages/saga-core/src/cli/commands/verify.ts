import { type Command, InvalidArgumentError } from 'commander';
import type { Finding } from '../../inspection/finding.ts';
import { CliError } from '../cli-error.ts';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { namedSagas } from '../file/choose-saga.ts';
import { loadModule } from '../file/load-module.ts';
import { perform } from '../perform.ts';
import { printable } from '../printable.ts';
import type { Report, ReportOptions } from '../report.ts';

type AcceptedSteps = Readonly<Record<string, readonly string[]>>;

interface VerifyChoice extends ReportOptions {
  readonly saga?: string;
  readonly accept: AcceptedSteps;
  readonly strict?: boolean;
}

/** `saga verify`. */
export function verifyCommand(): Command {
  return createCommand({
    name: 'verify <file>',
    description: 'look in all sagas of a file for mistakes that compile',
    examples: [
      ['verify src/sagas.ts', 'all that the file exports'],
      [
        'verify src/sagas.ts --saga bookTrip --accept LATE_RUN_AFTER_UNDO:notifyPartner',
        'one, with a finding that is meant',
      ],
      ['verify src/sagas.ts --strict --json', 'in a build that stands no warning either'],
    ],
    more: 'Exit code 1 says that there are errors; with --strict, that there is anything.',
  })
    .option('--saga <name>', 'only this one')
    .option('--accept <rule:step>', 'a finding that is meant to be; may be given several times', accepted, {})
    .option('--strict', 'warnings count as errors')
    .action((file: string, options: VerifyChoice) => perform(options, (report) => verifyFile(report, file, options)));
}

async function verifyFile(report: Report, file: string, options: VerifyChoice): Promise<ExitCode> {
  const named = namedSagas(await loadModule(report, file), options.saga);
  if (named.length > 1 && Object.keys(options.accept).length > 0)
    throw new CliError(
      'USAGE',
      `--accept is about the steps of one saga, and ${file} has several: choose it with --saga.`,
    );
  const { verify } = await import('../../inspection/verify.ts');
  const { describeFindings } = await import('../../inspection/describe-findings.ts');
  const sagas = named.map(({ exportedAs, saga }) => ({
    saga: saga.name,
    version: saga.version,
    exportedAs,
    findings: verify(saga, { accept: options.accept }),
  }));
  report.document({ sagas });
  for (const { saga, version, findings } of sagas)
    report.lines(
      report.styled('bold', `${saga}, version ${version}`),
      ...describeFindings(findings).map((line) => `  ${coloured(report, line)}`),
    );
  const isWrong = ({ severity }: Finding) => severity === 'error' || options.strict === true;
  return sagas.some(({ findings }) => findings.some(isWrong)) ? exitCodes.finding : exitCodes.fine;
}

function coloured(report: Report, line: string): string {
  const severity = /^(error|warning) [A-Z_]+/.exec(line)?.[0];
  if (severity === undefined) return printable(line);
  const style = severity.startsWith('error') ? 'red' : 'yellow';
  return `${report.styled(style, severity)}${printable(line.slice(severity.length))}`;
}

function accepted(text: string, before: AcceptedSteps): AcceptedSteps {
  const [, rule = '', step = ''] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (rule === '') throw new InvalidArgumentError('Give a rule and a step, as LATE_RUN_AFTER_UNDO:notifyPartner.');
  return { ...before, [rule]: [...(before[rule] ?? []), step] };
}
