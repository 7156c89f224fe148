import { z } from 'zod';
import { fenceAnswer, problemSchema } from './open-api-schemas.ts';
import { sagaHeaderParameters } from './saga-header-parameters.ts';

/** One operation of a service, as its OpenAPI file shows it. */
export interface ApiOperation {
  readonly method: 'get' | 'post';
  /** With `{parameters}`. */
  readonly path: string;
  readonly summary: string;
  /** What a saga's call does here; left out for a read, and for a POST that is no saga's call. */
  readonly saga?: 'run' | 'compensate';
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  /** For a message: that it is taken to be handled later, and answered 202. */
  readonly isTaken?: boolean;
  /** Default: `application/json`. */
  readonly answerType?: string;
  /** For a feed: that a reader's position may be lost. */
  readonly mayBeGone?: boolean;
  /** Names of required query parameters. */
  readonly query?: readonly string[];
  /** Names of query parameters that may be left out. */
  readonly optionalQuery?: readonly string[];
  /** For reads: whether there may be nothing. */
  readonly mayBeMissing?: boolean;
}

export interface ApiDescription {
  readonly title: string;
  readonly operations: readonly ApiOperation[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * A service's OpenAPI 3.1 file, made from the schemas that check its requests, so the two cannot drift apart. Zod's own JSON Schema is
 * used: OpenAPI 3.1 takes it as it is, and it knows `exactOptional` and Unicode patterns.
 */
export function openApiDocument({ title, operations }: ApiDescription): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    security: [{ serviceToken: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema) },
      securitySchemes: { serviceToken: { type: 'apiKey', in: 'header', name: 'x-service-token' } },
    },
  };
}

function describe(operation: ApiOperation): Json {
  const { method, path, summary, saga, body, query = [], optionalQuery = [] } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter('path', String(name)));
  const inQuery = [
    ...query.map((name) => parameter('query', name)),
    ...optionalQuery.map((name) => ({ ...parameter('query', name), required: false })),
  ];
  return {
    summary,
    parameters: [...inPath, ...inQuery, ...(saga === undefined ? [] : sagaHeaderParameters)],
    ...(body !== undefined && { requestBody: { required: !path.includes('{'), content: json(schemaOf(body)) } }),
    responses: {
      ...answers(operation),
      ...(saga !== undefined ? refusedCalls : method === 'get' ? refusedReads(operation) : refusedPosts),
      ...alwaysPossible,
    },
  };
}

/** A call's own answer, and a fence's, which comes to the address of the run. */
function answers({ saga, answer, answerType = 'application/json', isTaken }: ApiOperation): Json {
  const own = answer === undefined ? [] : [schemaOf(answer)];
  const bodies = saga === 'run' ? [...own, schemaOf(fenceAnswer(answer))] : own;
  const [first, ...others] = bodies;
  return {
    ...(first !== undefined && {
      200: {
        description: 'Done.',
        content: { [answerType]: { schema: others.length === 0 ? first : { anyOf: bodies } } },
      },
    }),
    ...(answer === undefined && (isTaken ? { 202: { description: 'Taken.' } } : { 204: { description: 'Done.' } })),
  };
}

function refusedReads({ path, query = [], optionalQuery = [], mayBeMissing, mayBeGone }: ApiOperation): Json {
  const mayBeMalformed = path.includes('{') || optionalQuery.length > 0;
  return {
    ...(mayBeMalformed && { 400: problem('The address is not correctly percent-encoded, or a parameter is wrong.') }),
    ...(mayBeMissing && { 404: problem('There is no such thing.') }),
    ...(mayBeGone && { 410: problem('What comes after the position is no longer kept.') }),
    ...(query.length > 0 && { 422: problem('The input breaks a rule. `errors` says which.') }),
  };
}

const refusedCalls: Json = {
  400: problem('A header is missing or malformed, or the body is not valid JSON.'),
  409: {
    ...problem('With `Saga-Outcome: refused`: refused for good. Without: a duplicate is in progress, repeat later.'),
    headers: { 'Saga-Outcome': { schema: { const: 'refused' } }, 'Retry-After': { schema: { type: 'integer' } } },
  },
  413: problem('The body is larger than 512 kB.'),
  415: problem('The body is not JSON in UTF-8.'),
  422: problem('The input breaks a rule. `errors` says which.'),
};

const refusedPosts: Json = {
  400: problem('The body is not valid JSON, or not what this takes.'),
  413: problem('The body is larger than 512 kB.'),
  415: problem('The body is not JSON in UTF-8.'),
};

const alwaysPossible: Json = {
  401: { ...problem('No valid x-service-token for this service.'), headers: { 'WWW-Authenticate': text() } },
  500: problem(
    'The service failed. Its log says why, under the correlation id. Whether the call happened is not known.',
  ),
  503: {
    ...problem('A dependency does not answer. Whether the call happened is not known: repeat it with the same key.'),
    headers: { 'Retry-After': { schema: { type: 'integer' } } },
  },
};

function parameter(where: 'path' | 'query', name: string): Json {
  return { in: where, name, required: true, schema: { type: 'string' } };
}

function text(): Json {
  return { schema: { type: 'string' } };
}

function problem(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType): Json {
  // `readOnly` means "only in answers" in OpenAPI, and "not assignable" in TypeScript, which is where ours comes from.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return rest;
}
