import type { Finding } from './finding.ts';

/** Findings as lines for a terminal or a log: errors first, each with its page. Of none: one line that says so. */
export function describeFindings(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return ['Nothing found.'];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  return [
    ...[...errors, ...warnings].flatMap(({ severity, rule, message, page }) => [
      `${severity} ${rule}: ${message}`,
      `  see ${page}`,
    ]),
    `${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}.`,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
