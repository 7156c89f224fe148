// Prints a development bearer token, and nothing else, so that `$(npm run -s token -- --sub customer-1)` can stand in a command.
import { developmentAudience, developmentIssuer } from '../auth/development-keys.ts';
import { developmentToken } from './development-token.ts';
import { readTokenArguments, TokenArgumentsError, tokenUsage } from './token-arguments.ts';

try {
  const wish = readTokenArguments(process.argv.slice(2));
  if (wish.help) {
    process.stdout.write(tokenUsage);
  } else {
    if (process.env.JWT_JWKS_URL || process.env.JWT_PUBLIC_KEY) {
      process.stderr.write(
        'token: JWT_JWKS_URL or JWT_PUBLIC_KEY is set; an API that is started with it takes no development token.\n',
      );
    }
    const issuer = process.env.JWT_ISSUER || developmentIssuer;
    const audience = process.env.JWT_AUDIENCE || developmentAudience;
    process.stdout.write(`${await developmentToken({ ...wish, issuer, audience })}\n`);
  }
} catch (error) {
  if (!(error instanceof TokenArgumentsError)) throw error;
  process.stderr.write(`token: ${error.message} See npm run -s token -- --help.\n`);
  process.exitCode = 1;
}
