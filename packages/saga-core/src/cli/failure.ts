import { causesOf } from '../errors/causes-of.ts';
import { CliError } from './cli-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { textOf } from './text-of.ts';

/** An error, as a command tells of it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
}

// By code and not by class: the errors of a user's own copy of saga-core are other classes.
const exitCodeOf: Readonly<Record<string, ExitCode>> = {
  SAGA_BROKEN_OFF: exitCodes.finding,
  SAGA_NOT_BROKEN_OFF: exitCodes.finding,
  SAGA_IRREVERSIBLE: exitCodes.finding,
  SAGA_CHILD_UNSETTLED: exitCodes.finding,
  DECISION_MISFIT: exitCodes.finding,
  SAGA_NOT_FOUND: exitCodes.usage,
  SAGA_DEFINITION_UNKNOWN: exitCodes.usage,
  STATUS_ATTRIBUTE_MISSING: exitCodes.usage,
  ENCRYPTION_KEYS: exitCodes.usage,
  PAYLOAD_KEY_UNKNOWN: exitCodes.usage,
  PAYLOAD_UNREADABLE: exitCodes.usage,
  MODEL_MISSING: exitCodes.usage,
  INVALID_LIMIT: exitCodes.usage,
  MOVE_NOT_POSSIBLE: exitCodes.usage,
  // An option of verify or a drawing; a definition's own mistakes show while its file is loaded.
  INVALID_OPTION: exitCodes.usage,
  SAGA_UNAVAILABLE: exitCodes.unavailable,
  PARTICIPANT_UNREACHABLE: exitCodes.unavailable,
  PLAIN_CALL_FAILED: exitCodes.usage,
  OBSERVATION_FAILED: exitCodes.usage,
};

/** Whether it is an error that a command expects, by what `failureOf` says of it. */
export function isExpected(error: Error): boolean {
  return error instanceof CliError || ('code' in error && exitCodeOf[String(error.code)] !== undefined);
}

/** What to say of an error, and what to end with. What is none that a command expects is a mistake of `saga` itself. */
export function failureOf(error: unknown): Failure {
  const causes = causesOf(error);
  for (const cause of causes) {
    if (cause instanceof CliError) return { code: cause.code, message: cause.message, exitCode: cause.exitCode };
    const exitCode = 'code' in cause ? exitCodeOf[String(cause.code)] : undefined;
    if (exitCode !== undefined) return { code: String(Reflect.get(cause, 'code')), message: cause.message, exitCode };
  }
  if (causes.some(({ message }) => /Unknown encoding: binary\/encrypted/.test(message)))
    return {
      code: 'PAYLOAD_KEY_UNKNOWN',
      message: 'The payloads are encrypted, and there is no key. Set PAYLOAD_ENCRYPTION_KEYS as for the workers.',
      exitCode: exitCodes.usage,
    };
  const refused = causes.find(isServiceError);
  if (refused !== undefined)
    return {
      code: 'TEMPORAL_REFUSED',
      message: `Temporal does not do it: ${refused.details}. Look at --address, --namespace and the TEMPORAL_* settings.`,
      exitCode: exitCodes.unavailable,
    };
  const message = textOf(error);
  return { code: 'UNEXPECTED', message: `saga met what it did not expect: ${message}`, exitCode: exitCodes.bug };
}

// The shape of an error of gRPC; its class is in a package that only some commands load.
function isServiceError(error: Error): error is Error & { readonly details: string } {
  return 'details' in error && typeof error.details === 'string' && 'metadata' in error;
}
