import { ServiceUrlError } from './service-url-error.ts';

/**
 * Reads the base URL of a service: http or https, a path if need be, and nothing else. Credentials have no place in it,
 * since a URL ends up in messages; the service token is how one service proves itself to another.
 *
 * @throws {@link ServiceUrlError} naming the participant and what is wrong with its URL.
 */
export function serviceUrl(participant: string, baseUrl: string): URL {
  if (!URL.canParse(baseUrl)) throw invalid(participant, 'is not a URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid(participant, 'is neither http nor https');
  if (url.username !== '' || url.password !== '') throw invalid(participant, 'has a user name or password in it');
  if (url.search !== '' || url.hash !== '') throw invalid(participant, 'has a query or fragment in it');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function invalid(participant: string, what: string): ServiceUrlError {
  return new ServiceUrlError(
    `The base URL of the ${participant} service ${what}. Give one such as http://127.0.0.1:3001, without anything after it.`,
  );
}
