import { z } from 'zod';
import { ConfigError } from './config-error.ts';

/**
 * Reads settings from the environment, all at once. An empty variable counts as unset.
 * Describe a field last (`z.url().describe('…')`): its description is the remedy in the message.
 *
 * @throws ConfigError that lists all mistakes, one line each. Values are never shown: they may be secrets.
 * @example
 * ```ts
 * const { ORDER_DATABASE_URL } = readConfig(z.object({ ORDER_DATABASE_URL: z.url().describe('a postgres:// URL') }));
 * ```
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value)) as Record<string, string>;
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => describe(schema, set, issue)));
}

function describe(schema: z.ZodType, set: Readonly<Record<string, string>>, issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? '');
  // A rule over several settings has no single name: its own message must say it all.
  if (name === '') return issue.message;
  const field = schema instanceof z.ZodObject ? (schema.shape[name] as z.ZodType | undefined) : undefined;
  const remedy = field?.description === undefined ? '' : ` Set it to ${field.description}.`;
  if (!(name in set)) return `${name} is not set.${remedy}`;
  return `${name} is not valid: ${issue.message.replace(/\.$/, '')}.${remedy}`;
}
