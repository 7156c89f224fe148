import { isUtf8 } from 'node:buffer';
import type { Answer } from './answer.ts';

/** One HTTP call. */
export interface RequestOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
  /** Ends the call at whatever point it is, the reading of the answer included. */
  readonly signal: AbortSignal;
}

/** No answer of a participant comes near it. Reading on would let a broken one fill the worker's memory. */
const largestBodyBytes = 64 * 1024;

/**
 * Sends one POST and reads its answer. It judges nothing and repeats nothing. Connections are kept alive between calls
 * (fetch does so by itself), and a redirect is an answer like any other: it is never followed, because that would carry
 * the service token to wherever the answer says.
 *
 * @throws what `fetch` throws when no whole answer came, and the signal's reason when it was aborted.
 */
export async function request({ url, headers, body, signal }: RequestOptions): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, application/problem+json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
  return { status: response.status, headers: response.headers, body: await boundedText(response) };
}

async function boundedText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, which closes the connection.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > largestBodyBytes) return undefined;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
