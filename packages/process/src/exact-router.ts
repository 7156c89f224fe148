import { Router } from 'express';

/**
 * A router on which a path has one spelling (RFC 3986, 6.2.2.1: paths are case-sensitive): `/Orders` and `/orders/` are not `/orders`.
 * Express lets both pass by default, also below an app that does not, so that rules by path in front of it (a proxy's, a cache's, a
 * limit's) could be passed by with another spelling.
 */
export function exactRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}
