import { z } from 'zod';
import { sagaHeaderParameters } from './saga-header-parameters.ts';

/** One operation of a service, as its OpenAPI file shows it. */
export interface ApiOperation {
  readonly method: 'get' | 'post';
  /** With `{parameters}`. */
  readonly path: string;
  readonly summary: string;
  /** What a saga's call does here; left out for a read. */
  readonly saga?: 'run' | 'compensate';
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
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

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

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

function describe({
  path,
  summary,
  saga,
  body,
  answer,
  answerType = 'application/json',
  query = [],
  optionalQuery = [],
  mayBeMissing = false,
  mayBeGone = false,
}: ApiOperation): Json {
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
      ...(answer === undefined
        ? { 204: { description: 'Done.' } }
        : { 200: { description: 'Done.', content: { [answerType]: { schema: schemaOf(answer) } } } }),
      ...(saga !== undefined && {
        409: {
          ...problem(
            'With `Saga-Outcome: refused`: refused for good. Without: a duplicate is in progress, repeat later.',
          ),
          headers: { 'Saga-Outcome': { schema: { type: 'string', const: 'refused' } } },
        },
        413: problem('The body is too large.'),
        415: problem('The body is not JSON.'),
      }),
      400: problem('A header is missing or malformed, or the body is not valid JSON.'),
      401: problem('No valid x-service-token for this service.'),
      ...(mayBeMissing && { 404: problem('There is no such thing.') }),
      ...(mayBeGone && { 410: problem('What comes after the position is no longer kept.') }),
      422: problem('The input breaks a rule.'),
      503: problem('A dependency does not answer. Repeat later.'),
    },
  };
}

function parameter(where: 'path' | 'query', name: string): Json {
  return { in: where, name, required: true, schema: { type: 'string' } };
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
