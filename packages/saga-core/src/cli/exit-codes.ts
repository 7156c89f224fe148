/** What `saga` ends with. They are part of its interface: docs/cli.md says the same. */
export const exitCodes = {
  /** It did what was asked, and found nothing wrong. */
  fine: 0,
  /** It did what was asked, and found something: a broken promise, a finding, an orphan, a decision or a cancel that was refused. */
  finding: 1,
  /** What was asked can't be done as it was asked: options, a file, a setting, an id that Temporal does not know. */
  usage: 2,
  /** Temporal, the saga's workers or a service gave no answer. */
  unavailable: 3,
  /** A mistake of `saga` itself (sysexits.h, EX_SOFTWARE). */
  bug: 70,
  /** Ctrl-C, as a shell counts it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
