import { ConfigError } from './config-error.ts';
import { describeError } from './describe-error.ts';
import { StartError } from './start-error.ts';

/** What is said on stderr when a process cannot start or stop. The stack comes along only for errors that nobody foresaw. */
export function startFailureMessage(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  const { type, message, code, stack, causes } = describeError(error);
  if (process.env.LOG_LEVEL === 'debug' && stack !== undefined) return stack;
  const reasons = [message, ...(causes ?? []).map((cause) => cause.message)].filter((reason) => reason !== '');
  const said = reasons.length > 0 ? reasons.join(': ') : (code ?? 'no reason given');
  return `${type}: ${said.replaceAll('\n', ' ')} (LOG_LEVEL=debug shows where)`;
}
