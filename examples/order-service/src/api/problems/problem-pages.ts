import { exactRouter, methodNotAllowed, notFoundHandler } from '@saga/process';
import type { Router } from 'express';
import { type ProblemKind, problemKinds } from './problem-catalogue.ts';
import { problemsPath, problemType } from './problem-type.ts';

/** The pages that the `type` of every problem leads to, and a list of them. They need no token. */
export function problemPages(): Router {
  const pages = new Map(problemKinds.map((kind) => [problemType(kind.code), problemPage(kind)]));
  const index = listPage();
  const router = exactRouter();
  router
    .route('/problems')
    .get((_request, response) => {
      response.type('html').send(index);
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/problems/:name')
    .get((request, response, next) => {
      const page = pages.get(`${problemsPath}/${request.params.name}`);
      if (page === undefined) notFoundHandler(request, response, next);
      else response.type('html').send(page);
    })
    .all(methodNotAllowed('GET'));
  return router;
}

function problemPage({ code, status, meaning, remedy }: ProblemKind & { readonly code: string }): string {
  return html(
    code,
    `<p>Status ${status}</p><h2>What happened</h2><p>${prose(meaning)}</p><h2>What to do</h2><p>${prose(remedy)}</p><p><a href="${problemsPath}">All problems</a></p>`,
  );
}

function listPage(): string {
  const rows = problemKinds.map(
    ({ code, status, meaning }) =>
      `<tr><td>${status}</td><td><a href="${problemType(code)}">${code}</a></td><td>${prose(meaning)}</td></tr>`,
  );
  return html(
    'Problems of the order API',
    `<table><thead><tr><th>Status</th><th>Code</th><th>What happened</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

function html(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;
}

/** The catalogue's sentences are ours; all that they have of markup is code in backticks. */
function prose(sentence: string): string {
  const escaped = sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return escaped.replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
