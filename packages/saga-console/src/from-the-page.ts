import type { Request, RequestHandler } from 'express';
import { consoleHeader } from './browser/wire.ts';
import { ConsoleProblem } from './problems/console-problem.ts';

/**
 * Lets only through what the console's own page sent, also where the host knows its people by a cookie, which a browser sends along
 * with other sites' requests too (CSRF). Three walls: a header that no form and no link can send; `Sec-Fetch-Site`, which no script can
 * forge; and `Origin`, from browsers that know no `Sec-Fetch-Site`.
 */
export const fromThePage: RequestHandler = (request, _response, next) => {
  if (request.headers[consoleHeader.name] !== consoleHeader.value)
    throw foreign(
      `The header ${consoleHeader.name}: ${consoleHeader.value} is missing; only the console's page asks here.`,
    );
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin')
    throw foreign(`The request comes from elsewhere (${siteName(site)}).`);
  if (site === undefined && !isOwnOrigin(request)) throw foreign('The request comes from a page of another origin.');
  next();
};

function isOwnOrigin(request: Request): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === request.host;
}

// It is the sender's text, which no answer repeats.
function siteName(site: string | readonly string[]): string {
  return site === 'same-site' || site === 'cross-site' || site === 'none' ? site : 'unknown';
}

function foreign(detail: string): ConsoleProblem {
  return new ConsoleProblem('NOT_FROM_THE_CONSOLE', detail);
}
