import { fileURLToPath } from 'node:url';
import { exactRouter, methodNotAllowed } from '@saga/process';
import type { Router } from 'express';
import type { Operation } from '../http/operation.ts';
import { apiDocument } from './api-document.ts';

// The page's own script is a file, and its styles are Swagger UI's, which writes some into elements.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Order API</title><link rel="stylesheet" href="docs/swagger-ui.css"><link rel="icon" href="docs/favicon-32x32.png"></head><body><div id="api"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body></html>`;

const start = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', validatorUrl: null });`;

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** `openapi.json`, and a page to read it and to try the calls. They need no token. */
export function documentation(operations: readonly Operation[]): Router {
  const document = JSON.stringify(apiDocument(operations));
  const router = exactRouter();
  router
    .route('/openapi.json')
    .get((_request, response) => {
      response.type('application/json').send(document);
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/docs')
    .get((_request, response) => {
      response.set('Content-Security-Policy', contentSecurityPolicy).type('html').send(page);
    })
    .all(methodNotAllowed('GET'));
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start);
  });
  for (const name of assets) {
    const file = fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`));
    router.get(`/docs/${name}`, (_request, response) => response.sendFile(file, { maxAge: '1h' }));
  }
  return router;
}
