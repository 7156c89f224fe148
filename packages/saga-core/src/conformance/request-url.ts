import type { ConformanceRequest } from './conformance-options.ts';

/** Where a request goes: below the base URL, wherever its path would like to go. @throws TypeError when it is none @internal */
export function requestUrl(where: string, baseUrl: URL, request: ConformanceRequest): URL {
  const path: unknown = typeof request === 'object' && request !== null ? request.path : undefined;
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new TypeError(
      `${where} must give a request with a path that begins with '/', such as { path: '/reservations', body: … }.`,
    );
  }
  const base = baseUrl.href.replace(/\/$/, '');
  const url = URL.parse(`${base}${path}`);
  if (url === null || !url.href.startsWith(`${base}/`)) {
    throw new TypeError(`${where} gives a path that does not stay below baseUrl.`);
  }
  return url;
}
