import type { Request } from 'express';
import { mountOf } from './mount.ts';

/**
 * The pattern of the route that took a request, as it was declared, like `/api/v1/accounts/:id`; `unmatched` when none did. Nothing in it is
 * from the caller: it names no person, and there are only as many as there are routes.
 */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'unmatched';
  return `${mountOf(request)}${String(Array.isArray(route.path) ? route.path[0] : route.path)}`;
}
