import { exactRouter, methodNotAllowed } from '@saga/process';
import type { Request, RequestHandler, Router } from 'express';
import { z } from 'zod';
import { apiProblem } from '../problems/api-problem.ts';
import { callerOfRequest } from './authenticate.ts';
import { checkedBody } from './checked-body.ts';
import { checkedQuery } from './checked-query.ts';
import { jsonRequestBody } from './json-request-body.ts';
import type { Operation, ServedOperation } from './operation.ts';

const noQuery = z.strictObject({});

/**
 * The routes of operations, each with the checks that its operation declares, in this order: role, path, body as such, headers, query,
 * body. A method that a path does not have is answered 405.
 */
export function operationsRouter(operations: readonly ServedOperation[]): Router {
  const router = exactRouter();
  for (const [path, onPath] of Map.groupBy(operations, ({ operation }) => operation.path)) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const each of onPath) {
      const { method, body } = each.operation;
      route[method](requireRole(each.operation), ...(body === undefined ? [] : [jsonRequestBody]), checkedRoute(each));
    }
    route.all(methodNotAllowed(...onPath.map(({ operation }) => operation.method.toUpperCase()).sort()));
  }
  return router;
}

// Before the body is read: nobody without the role should make us read one.
function requireRole({ role }: Operation): RequestHandler {
  return (request, _response, next) => {
    if (role !== undefined && callerOfRequest(request).role !== role) throw apiProblem('FORBIDDEN');
    next();
  };
}

function checkedRoute({ operation, handle }: ServedOperation): RequestHandler {
  return async (request, response) => {
    await handle({
      request,
      response,
      caller: callerOfRequest(request),
      params: paramsOf(request, operation),
      headers: headersOf(request, operation),
      query: queryOf(request, operation),
      body: bodyOf(request, operation),
    } as Parameters<typeof handle>[0]);
  };
}

function paramsOf(request: Request, { params, unknownAs = 'NOT_FOUND' }: Operation): unknown {
  const parsed = params?.safeParse(request.params);
  if (parsed?.success === false) throw apiProblem(unknownAs);
  return parsed?.data;
}

function headersOf(request: Request, { headers }: Operation): unknown {
  if (headers === undefined) return undefined;
  return Object.fromEntries(Object.entries(headers).map(([key, { name, read }]) => [key, read(request.get(name))]));
}

// Also where none is declared: nobody should believe that a parameter did something.
function queryOf(request: Request, { query }: Operation): unknown {
  const checked = checkedQuery(request, query ?? noQuery);
  return query && checked;
}

function bodyOf(request: Request, { body, bodyIsOptional = false }: Operation): unknown {
  if (body === undefined) return undefined;
  return checkedBody(request.body === undefined && bodyIsOptional ? {} : request.body, body);
}
