const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  // Postgres: lock and statement timeouts, deadlock, serialisation, too many clients, shutting down, starting up, sessions and transactions that were
  // ended as they took too long.
  '25P03',
  '25P04',
  '40001',
  '40P01',
  '53300',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);
// `pg` says these without a code.
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client was closed|Client has encountered a connection error)/;

/** Whether an error means "a dependency does not answer now, ask again", and not a mistake in a program. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  const code = 'code' in error ? String(error.code) : '';
  return codes.has(code) || /^08...$/.test(code) || messages.test(error.message) || isUnavailable(error.cause);
}
