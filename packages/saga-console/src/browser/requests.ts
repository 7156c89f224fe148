import { bearerToken } from './bearer-token.ts';
import { consoleHeader } from './wire.ts';

/** An answer that is an error, or none at all. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  /** 0 when there was no answer. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.status = status;
    this.code = code;
  }
}

/** Asks the console's router. `path` is relative to the page. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(consoleHeader.name, consoleHeader.value);
  const token = bearerToken.read();
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  const response = await answerTo(path, { ...init, headers });
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function read<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  return (await (await request(path, { signal })).json()) as Answer;
}

export async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  return (await (await request(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Answer;
}

async function answerTo(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new RequestProblem(0, 'NO_ANSWER', 'The server gave no answer.', { cause });
  }
}

async function problemOf(response: Response): Promise<RequestProblem> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const body: { code?: unknown; detail?: unknown } = isProblem ? await response.json() : {};
  const { code, detail } = body;
  return new RequestProblem(
    response.status,
    typeof code === 'string' ? code : `HTTP_${response.status}`,
    typeof detail === 'string' ? detail : `The server answered with status ${response.status}.`,
  );
}
