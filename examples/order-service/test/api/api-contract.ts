import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer } from './order-api-client.ts';

interface ResponseObject {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface ApiDocument {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

/** One operation of the document, and where it is. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  /** `/orders/{id}` */
  readonly path: string;
  readonly takesBody: boolean;
  readonly statuses: readonly number[];
}

const readContracts = new Map<string, Promise<ApiContract>>();

/** What the OpenAPI document of a running API promises, to hold answers against it. */
export class ApiContract {
  readonly document: ApiDocument;
  readonly operations: readonly DocumentedOperation[];
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  readonly #schemas = new Map<string, ValidateFunction>();

  private constructor(document: ApiDocument) {
    this.document = document;
    this.#ajv.addSchema(document, 'api');
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, requestBody, responses }]) => ({
        id: operationId,
        method: method.toUpperCase(),
        path,
        takesBody: requestBody !== undefined,
        statuses: Object.keys(responses).map(Number),
      })),
    );
  }

  /** Reads the document of the API at a URL; once for each URL. */
  static read(url: string): Promise<ApiContract> {
    const known = readContracts.get(url);
    if (known !== undefined) return known;
    const reading = readDocument(url).then((document) => new ApiContract(document));
    readContracts.set(url, reading);
    // Of an API that was just killed there is none; the next one may live at the same address.
    reading.catch(() => readContracts.delete(url));
    return reading;
  }

  /** Which operation a request is for, if any. */
  operationOf(method: string, address: string): DocumentedOperation | undefined {
    const [path = ''] = address.replace(/^\/api\/v1/, '').split('?');
    const matches = ({ path: template }: DocumentedOperation) =>
      new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
    return this.operations.find((each) => each.method === method && matches(each));
  }

  /** What an answer breaks of what the document promises; nothing when it keeps to it. */
  violations(method: string, address: string, answer: Answer): readonly string[] {
    const operation = this.operationOf(method, address);
    const { status, headers } = answer;
    if (operation === undefined) return status >= 400 ? this.#bodyViolations('problem', problemReference, answer) : [];
    const response = this.document.paths[operation.path]?.[operation.method.toLowerCase()]?.responses[status];
    if (response === undefined) return [`${operation.id} does not document ${status}`];
    const missing = Object.keys(response.headers ?? {})
      // Applied only where it was asked for.
      .filter((name) => name !== 'Preference-Applied' && !headers.has(name))
      .map((name) => `${operation.id} ${status} has no ${name}`);
    const [type = ''] = (headers.get('content-type') ?? '').split(';');
    const content = response.content ?? {};
    if (Object.keys(content).length === 0)
      return [...missing, ...(answer.text === '' ? [] : [`${operation.id} ${status} has a body`])];
    if (!(type in content)) return [...missing, `${operation.id} ${status} does not document the type '${type}'`];
    if (!type.endsWith('json')) return missing;
    const pointer = [
      'paths',
      operation.path,
      operation.method.toLowerCase(),
      'responses',
      status,
      'content',
      type,
      'schema',
    ];
    const reference = `api#/${pointer.map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    return [...missing, ...this.#bodyViolations(`${operation.id} ${status}`, reference, answer)];
  }

  #bodyViolations(what: string, reference: string, { body }: Answer): readonly string[] {
    const validate = this.#schemas.get(reference) ?? this.#ajv.compile({ $ref: reference });
    this.#schemas.set(reference, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}: ${instancePath} ${message}`);
  }
}

const problemReference = 'api#/components/schemas/Problem';

async function readDocument(url: string): Promise<ApiDocument> {
  const response = await fetch(`${url}/api/v1/openapi.json`);
  if (!response.ok) throw new Error(`The OpenAPI document was answered with ${response.status}.`);
  return (await response.json()) as ApiDocument;
}
