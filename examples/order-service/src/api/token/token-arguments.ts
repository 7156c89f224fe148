import { parseArgs } from 'node:util';

/** What `npm run -s token` was asked for. */
export type TokenArguments =
  | { readonly help: true }
  | {
      readonly help: false;
      readonly subject: string;
      readonly role: 'customer' | 'operator';
      readonly lifetimeSeconds: number;
    };

/** The arguments are not ones that make a token. The message names the argument and what to write instead. */
export class TokenArgumentsError extends Error {
  override readonly name = 'TokenArgumentsError';
  readonly code = 'TOKEN_ARGUMENTS_INVALID';
}

export const tokenUsage = `Prints a bearer token for development. The order API takes it as long as no key of its own is set.

  npm run -s token -- --sub customer-1 [--role operator] [--ttl 1h]

  --sub   the customer, 1 to 255 characters (required)
  --role  customer or operator (default: customer)
  --ttl   how long it is valid: a number and s, m, h or d, at most 7d (default: 1h)
  --help  prints this text
`;

const secondsIn = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const longestSeconds = 7 * secondsIn.d;

/**
 * Reads the arguments.
 *
 * @throws {@link TokenArgumentsError} for an argument that is unknown, missing or malformed.
 */
export function readTokenArguments(argv: readonly string[]): TokenArguments {
  const { help, sub, role, ttl } = parsed(argv);
  if (help) return { help: true };
  if (sub === undefined) throw new TokenArgumentsError('--sub is missing. Name the customer: --sub customer-1.');
  if (!/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(sub)) {
    throw new TokenArgumentsError('--sub must have 1 to 255 characters, no control characters among them.');
  }
  if (role !== 'customer' && role !== 'operator') {
    throw new TokenArgumentsError(`--role is ${JSON.stringify(role)}. Write customer or operator.`);
  }
  return { help: false, subject: sub, role, lifetimeSeconds: seconds(ttl) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        sub: { type: 'string' },
        role: { type: 'string', default: 'customer' },
        ttl: { type: 'string', default: '1h' },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new TokenArgumentsError(error.message);
    throw error;
  }
}

function seconds(ttl: string): number {
  const [, amount, unit] = /^(\d{1,7})([smhd])$/.exec(ttl) ?? [];
  const total = Number(amount) * secondsIn[unit as keyof typeof secondsIn];
  if (!(total > 0 && total <= longestSeconds)) {
    throw new TokenArgumentsError(
      `--ttl is ${JSON.stringify(ttl)}. Write a number and s, m, h or d, at most 7d, such as 1h.`,
    );
  }
  return total;
}
