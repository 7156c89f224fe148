import { ConfigError } from './config-error.ts';
import { describeError } from './describe-error.ts';
import { StartError } from './start-error.ts';

/** What is said on stderr when a process cannot start or stop. One line, but for wrong settings, which are one line each. */
export function startFailureMessage(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  const { type, message, code, causes } = describeError(error);
  const reasons = [message, ...(causes ?? []).map((cause) => cause.message)].filter((reason) => reason !== '');
  const said = reasons.length > 0 ? reasons.join(': ') : (code ?? 'no reason given');
  return `${type}: ${said.replaceAll('\n', ' ')} (LOG_LEVEL=debug shows where)`;
}
