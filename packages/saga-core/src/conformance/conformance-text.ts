import type { ConformanceReport, Evidence, Exchange, GuaranteeReport } from './conformance-report.ts';

export interface ConformanceTextOptions {
  /** Whether what was sent and answered stands below a broken guarantee. Default `true`. */
  readonly evidence?: boolean;
}

const marks = { pass: '✓', fail: '✗', notApplicable: '–' } as const;

/**
 * A report as lines for a terminal, without colours. What a participant answered is cut, and holds no control characters.
 *
 * @example
 * ```ts
 * console.log(conformanceText(report).join('\n'));
 * ```
 */
export function conformanceText(report: ConformanceReport, { evidence = true }: ConformanceTextOptions = {}): string[] {
  const operations = [...new Set(report.guarantees.map(({ operation }) => operation))];
  return [
    ...operations.flatMap((operation) => [
      operation,
      ...operationLines(
        report.guarantees.filter((guarantee) => guarantee.operation === operation),
        evidence,
      ),
      '',
    ]),
    ...closingLines(report),
  ].map(printable);
}

function operationLines(guarantees: readonly GuaranteeReport[], withEvidence: boolean): readonly string[] {
  const missing = Map.groupBy(
    guarantees.filter(({ verdict }) => verdict === 'notApplicable'),
    ({ why }) => why,
  );
  return [
    ...guarantees.flatMap((guarantee) => guaranteeLines(guarantee, withEvidence)),
    ...[...missing].map(
      ([why, unmet]) =>
        `  ${marks.notApplicable} not applicable: ${unmet.map(({ guarantee }) => guarantee).join(', ')}, as ${why}`,
    ),
  ];
}

function guaranteeLines(guarantee: GuaranteeReport, withEvidence: boolean): readonly string[] {
  const { verdict, promise, why, rule, docs, halfSeen } = guarantee;
  const line = `  ${marks[verdict]} ${guarantee.guarantee.padEnd(31)}${promise}`;
  if (verdict === 'pass') return halfSeen ? [`${line} (by its answers)`] : [line];
  if (verdict === 'notApplicable') return [];
  return [
    line,
    `      ${why}`,
    `      ${rule}; see ${docs}`,
    ...(withEvidence ? guarantee.evidence.flatMap(evidenceLines) : []),
  ];
}

function evidenceLines(evidence: Evidence, index: number): readonly string[] {
  const number = `      ${String(index + 1).padStart(3)}. `;
  if (evidence.kind === 'observation') return [`${number}observed: ${evidence.standing} standing`];
  const { method, url, headers, body } = evidence.request;
  const indent = ' '.repeat(number.length);
  return [
    `${number}${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${indent}${name}: ${value}`),
    ...(body === undefined ? [] : [`${indent}${JSON.stringify(body)}`]),
    ...answerLines(evidence).map((line) => `${indent}${line}`),
  ];
}

function answerLines({ answer, failure }: Exchange): readonly string[] {
  if (answer === undefined) return [`→ ${failure ?? 'no answer yet'}`];
  const outcome = answer.headers['saga-outcome'];
  return [
    `→ ${answer.status}${outcome === undefined ? '' : `, Saga-Outcome: ${outcome}`}`,
    ...(answer.body === '' ? [] : [answer.body.slice(0, 500)]),
  ];
}

function closingLines({ guarantees, seed, requests, seconds, leftStanding }: ConformanceReport): readonly string[] {
  const count = (verdict: GuaranteeReport['verdict']) => guarantees.filter((each) => each.verdict === verdict).length;
  const halfSeen = guarantees.filter((each) => each.verdict === 'pass' && each.halfSeen).length;
  const askedAgain = guarantees.reduce((sum, each) => sum + each.askedAgain, 0);
  return [
    `${count('pass')} hold, ${count('fail')} broken, ${count('notApplicable')} not applicable. ${requests} requests in ${seconds} s, seed ${seed}.`,
    ...(halfSeen === 0 ? [] : [`${halfSeen} were judged by answers alone: give \`observe\` to see effects too.`]),
    ...(askedAgain === 0 ? [] : [`${askedAgain} answers said nothing definite; the kit asked again, as a saga would.`]),
    ...(leftStanding.length === 0
      ? []
      : [
          `Could not be undone, and still stands: ${leftStanding.slice(0, 5).join(', ')}${leftStanding.length > 5 ? ', …' : ''}`,
        ]),
  ];
}

/** A participant's answer must not move the reader's cursor. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
}
