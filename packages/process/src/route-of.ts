import type { Request } from 'express';

/** The pattern of the route that took a request, like `/api/v1/accounts/:id`; `unmatched` when none did. It names no person, and few exist. */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'unmatched';
  const pattern = String(Array.isArray(route.path) ? route.path[0] : route.path);
  return `${mountOf(request, pattern)}${pattern}`;
}

/** Where the route's router is mounted. Express has forgotten `baseUrl` by the time that an error has left the router. */
function mountOf({ baseUrl, originalUrl }: Request, pattern: string): string {
  if (baseUrl !== '') return baseUrl;
  const [path = ''] = originalUrl.split('?', 1);
  const segments = segmentsOf(path);
  return segments
    .slice(0, Math.max(0, segments.length - segmentsOf(pattern).length))
    .map((segment) => `/${segment}`)
    .join('');
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
