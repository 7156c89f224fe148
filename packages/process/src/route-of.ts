import type { Request } from 'express';

/** The pattern of the route that took a request, like `/accounts/:id`; `unmatched` when none did. It names no person, and few exist. */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'unmatched';
  const pattern = Array.isArray(route.path) ? route.path[0] : route.path;
  return `${request.baseUrl}${String(pattern)}`;
}
