import { type ExitCode, exitCodes } from './exit-codes.ts';

export type CliErrorCode =
  | 'USAGE'
  | 'SAGA_FILE'
  | 'NOT_A_SAGA'
  | 'EXPLORATION_MISSING'
  | 'CONFIRMATION_MISSING'
  | 'PACKAGE_MISSING'
  | 'TEMPORAL_SETTINGS'
  | 'TEMPORAL_UNREACHABLE';

/** What a command can't do as it was asked. The message names the input and the remedy; docs/cli.md lists the codes. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;

  constructor(
    code: CliErrorCode,
    message: string,
    { exitCode = exitCodes.usage, cause }: { readonly exitCode?: ExitCode; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.exitCode = exitCode;
  }
}
