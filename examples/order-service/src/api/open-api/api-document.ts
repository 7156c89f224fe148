import type { Operation, OperationAnswer } from '../http/operation.ts';
import { type ProblemCode, problemCatalogue } from '../problems/problem-catalogue.ts';
import { commonProblems } from './common-problems.ts';
import type { JsonObject } from './json-object.ts';
import { requestComponents, responseComponents } from './named-schemas.ts';
import { problemSchema } from './problem-schema.ts';

/** The OpenAPI 3.1 document of these operations, made from the schemas that check their requests. */
export function apiDocument(operations: readonly Operation[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const each of operations) paths[each.path] = { ...paths[each.path], [each.method]: operationObject(each) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Order API',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Places orders and shows what becomes of them. Money is in the minor unit of its currency (cents); times are RFC 3339 in UTC; every error is a problem as in RFC 9457, whose `type` is the path of a page about it.',
    },
    servers: [{ url: '/api/v1' }],
    tags: [
      { name: 'orders', description: 'For customers: their own orders.' },
      { name: 'sagas', description: 'For operators: the work behind each order, and what waits for a decision.' },
    ],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: { ...requestComponents.schemas(), ...responseComponents.schemas() },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'RS256, ES256 or EdDSA, with `iss`, `aud`, `exp`, `nbf` and `sub`; `role` is `operator` for operators.',
        },
      },
    },
  };
}

function operationObject(operation: Operation): JsonObject {
  const { id, tag, summary, description, body, bodyIsOptional = false } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    parameters: parameters(operation),
    ...(body !== undefined && {
      requestBody: {
        required: !bodyIsOptional,
        content: { 'application/json': { schema: requestComponents.reference(body) } },
      },
    }),
    responses: { ...answers(operation.answers), ...refusals(operation) },
  };
}

function parameters({ params, query, headers = {} }: Operation): JsonObject[] {
  return [
    ...Object.entries(params?.shape ?? {}).map(([name, schema]) =>
      parameter('path', name, true, requestComponents.reference(schema)),
    ),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) =>
      parameter('query', name, false, requestComponents.reference(schema)),
    ),
    ...Object.values(headers).map(({ name, required, schema, description }) => ({
      ...parameter('header', name, required, requestComponents.reference(schema)),
      description,
    })),
  ];
}

function parameter(
  where: 'path' | 'query' | 'header',
  name: string,
  required: boolean,
  schema: JsonObject,
): JsonObject {
  return { in: where, name, required, schema };
}

function answers(declared: Operation['answers']): JsonObject {
  return Object.fromEntries(Object.entries(declared).map(([status, answer]) => [status, answerObject(answer)]));
}

function answerObject({ description, body, type = 'application/json', headers, links }: OperationAnswer): JsonObject {
  return {
    description,
    ...(headers !== undefined && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, header(text)])),
    }),
    ...(body !== undefined && { content: { [type]: { schema: responseComponents.reference(body) } } }),
    ...(links !== undefined && { links }),
  };
}

/** Each status by which an operation refuses, with the codes that it may have. */
function refusals(operation: Operation): JsonObject {
  const codes = new Set([...operation.problems, ...commonProblems(operation)]);
  const statuses = new Set([...codes].map((code) => problemCatalogue[code].status));
  const ofStatus = (status: number) => [...codes].filter((code) => problemCatalogue[code].status === status);
  return Object.fromEntries([...statuses].map((status) => [status, refusal(status, ofStatus(status))]));
}

function refusal(status: number, codes: readonly ProblemCode[]): JsonObject {
  const problem = responseComponents.reference(problemSchema);
  return {
    description: codes.map((code) => `\`${code}\`: ${problemCatalogue[code].meaning}`).join('\n\n'),
    ...refusalHeaders(status),
    content: {
      'application/problem+json': {
        schema: { allOf: [problem, { properties: { status: { const: status }, code: { enum: codes } } }] },
      },
    },
  };
}

function refusalHeaders(status: number): JsonObject {
  if (status === 401) return { headers: { 'WWW-Authenticate': header('How to authenticate (RFC 6750).') } };
  if (status === 429 || status === 503) return { headers: { 'Retry-After': header('Seconds to wait.') } };
  return {};
}

function header(description: string): JsonObject {
  return { description, schema: { type: 'string' } };
}
