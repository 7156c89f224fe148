import type { Express, Request, Router } from 'express';

const mounts = new WeakMap<Request, string>();

/**
 * Mounts a router at a path, as `app.use` does, and remembers the path as it was declared, for the route's name in logs and metrics:
 * Express knows only what the caller wrote (`baseUrl`), and has forgotten it by the time that an error has left the router.
 *
 * @example
 * mount(app, '/api/v1', api);
 */
export function mount(app: Express, path: string, router: Router): void {
  app.use(
    path,
    (request, _response, next) => {
      mounts.set(request, path);
      next();
    },
    router,
  );
}

/** The path that the router of a request was mounted at; empty when it was not mounted with {@link mount}. */
export function mountOf(request: Request): string {
  return mounts.get(request) ?? '';
}
