import { isUtf8 } from 'node:buffer';
import type { Reply } from './reply.ts';

/** One request, ready to go. @internal */
export interface Sending {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string | undefined;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/** Callers read no more: a longer answer would fill the memory of whoever waits for it. */
const largestBodyBytes = 64 * 1024;

/**
 * Sends one request, once. That no answer came is an answer; redirects are never followed, as that would carry the caller's token to
 * wherever the answer says.
 *
 * @throws the reason of `signal` when that was aborted
 * @internal
 */
export async function sendRequest({ url, method, headers, body, timeout, signal }: Sending): Promise<Reply> {
  const timeUp = AbortSignal.timeout(timeout);
  let response: Response | undefined;
  try {
    response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: signal === undefined ? timeUp : AbortSignal.any([signal, timeUp]),
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, ...(await bodyOf(response)) };
  } catch (error) {
    signal?.throwIfAborted();
    const what = timeUp.aborted ? `within ${timeout} ms` : connectionFailure(error);
    if (response === undefined) return { failure: `no answer${timeUp.aborted ? ' ' : ', '}${what}` };
    const { status } = response;
    return { failure: `an answer (${status}) whose body did not end${timeUp.aborted ? ' ' : ', '}${what}`, status };
  }
}

async function bodyOf(response: Response): Promise<{ readonly body: string } | { readonly unread: string }> {
  if (response.body === null) return { body: '' };
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, which closes the connection.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > largestBodyBytes) return { unread: 'is larger than 64 kB' };
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return isUtf8(bytes) ? { body: bytes.toString('utf8') } : { unread: 'is not UTF-8' };
}

/** The code, such as ECONNREFUSED, says what happened; messages may say with what. */
function connectionFailure(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z0-9_]{1,60}$/.test(code) ? `as the connection failed (${code})` : 'as the connection failed';
}
