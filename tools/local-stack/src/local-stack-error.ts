export type LocalStackErrorCode =
  | 'TEMPORAL_NOT_FOUND'
  | 'TEMPORAL_CLI_UNUSABLE'
  | 'TEMPORAL_UNREACHABLE'
  | 'TEMPORAL_NOT_STARTED'
  | 'POSTGRES_NOT_INSTALLED'
  | 'POSTGRES_USER_MISSING'
  | 'POSTGRES_NOT_STARTED'
  | 'PORT_TAKEN'
  | 'BAD_PORT'
  | 'ENV_FILE_UNWRITABLE'
  | 'DATA_DIR_IN_USE'
  | 'DATA_DIR_UNUSABLE'
  | 'KEEPER_LOST'
  | 'STOPPED';

/**
 * Why the local stack could not be started or could not go on. The message is one line and ends in the remedy.
 *
 * @example
 * try {
 *   await startLocalStack({ dataDir: '/var/lib/orders' });
 * } catch (error) {
 *   if (error instanceof LocalStackError && error.code === 'DATA_DIR_IN_USE') return;
 *   throw error;
 * }
 */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
  readonly code: LocalStackErrorCode;

  constructor(code: LocalStackErrorCode, message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
    this.code = code;
  }
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' | ');
}
