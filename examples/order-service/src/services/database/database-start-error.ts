import { StartError } from '@saga/process';
import { BarrierTableError } from 'saga-core/participant';

/** Says why a database cannot be used at start, where it is and what to do. The URL's user and password are never part of it. */
export function databaseStartError(error: unknown, url: string, variable: string): StartError {
  const { host, pathname } = new URL(url);
  const database = `The database ${host}${pathname} (${variable})`;
  const code = codeOf(error);
  const cause = { cause: error };
  if (error instanceof BarrierTableError) return new StartError(error.code, `${database}: ${error.message}`, cause);
  switch (code) {
    case '28P01':
    case '28000':
      return new StartError(
        'DATABASE_LOGIN',
        `${database} refuses the login. Correct the user and password in ${variable}.`,
        cause,
      );
    case '3D000':
      return new StartError(
        'DATABASE_MISSING',
        `${database} does not exist. Create it, or correct ${variable}.`,
        cause,
      );
    case '42501':
      return new StartError(
        'DATABASE_PRIVILEGES',
        `${database} does not let this user create or change its tables. Grant it what its schema needs, or set ${variable.replace(/(_OWNER)?_DATABASE_URL$/, '_OWNER_DATABASE_URL')} to the role that owns them.`,
        cause,
      );
  }
  const why = code ?? (error instanceof Error ? error.message.split('\n')[0] : String(error));
  const remedy = `Start it, for example with \`npm run start:stack\`, or correct ${variable}.`;
  return new StartError('DATABASE_UNUSABLE', `${database} cannot be used (${why}). ${remedy}`, cause);
}

function codeOf(error: unknown): string | undefined {
  // Node tries all addresses of a host and reports them together; the first tells enough.
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
