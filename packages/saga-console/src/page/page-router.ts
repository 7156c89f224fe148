import { type RequestHandler, Router } from 'express';
import { ConsoleProblem } from '../problems/console-problem.ts';
import { methodNotAllowed } from '../problems/method-not-allowed.ts';
import { page } from './page.ts';
import { readPageFiles } from './page-files.ts';

/** The page and its files; all behind `guard`, if there is one. */
export function pageRouter(
  signIn: 'host' | 'token',
  guard: RequestHandler = (_request, _response, next) => next(),
): Router {
  const files = readPageFiles();
  const html = page(signIn);
  const router = Router({ caseSensitive: true, strict: true });
  router
    .route('/')
    .get(guard, (request, response) => {
      // Without the slash at its end every relative address of the page would lead elsewhere.
      const [path = '/'] = request.originalUrl.split('?');
      if (!path.endsWith('/')) response.redirect(308, `./${path.slice(path.lastIndexOf('/') + 1)}/`);
      else response.set('Cache-Control', 'no-store').type('html').send(html);
    })
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/page/:name')
    .get(guard, (request, response) => {
      const file = files.get(String(request.params.name));
      if (file === undefined) throw new ConsoleProblem('NOT_FOUND', 'The console has no such file.');
      // Asked again each time, since a new version has the same names.
      response.set({ 'Cache-Control': 'no-cache', ETag: file.entityTag }).type(file.type).send(file.body);
    })
    .all(methodNotAllowed('GET, HEAD'));
  return router;
}
