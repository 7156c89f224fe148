import type { Problem } from '@saga/process';
import type { Request, RequestHandler } from 'express';
import { whileIdle } from '../hardening/requests-in-flight.ts';
import { apiProblem } from '../problems/api-problem.ts';

const mostBytes = 10 * 1024;
/** What is still read, and thrown away, of a body that was refused: a client that is cut off while it sends never sees the answer. */
const mostDiscardedBytes = 10 * 1024 * 1024;
const discardMilliseconds = 2_000;
/** 10 kB come in far less, also over a bad line; until they have, a client holds a connection and no more. */
const patienceMilliseconds = 10_000;
/** What calls here take is at most a handful of levels deep. */
const deepest = 32;

/**
 * Reads a JSON body of at most 10 kB into `request.body`, which stays `undefined` when there is none.
 *
 * Unlike `express.json()` it answers 413 with the first byte too many, and not only when the client has sent all it has. It takes no
 * compressed bodies: what fits in 10 kB need not be compressed, and so nothing can swell. A body that takes longer than 10 s to come is
 * 408; one that is nested over 32 levels deep is refused before anything walks through it.
 */
export const jsonRequestBody: RequestHandler = async (request, response, next) => {
  const type = request.is('application/json');
  // `is` gives null where there is no body; a POST without one says `Content-Length: 0`, which `is` takes for a body.
  if (type !== null && request.get('content-length') !== '0')
    request.body = parsed(await whileIdle(response, () => readText(request, type !== false)));
  next();
};

async function readText(request: Request, isJson: boolean): Promise<string> {
  try {
    if (!isJson || !isOneType(request) || !/^(utf-?8)?$/i.test(charsetOf(request)) || !isPlain(request))
      throw unsupported();
    if (Number(request.get('content-length') ?? 0) > mostBytes) throw tooLarge();
    return decoded(await readBytes(request));
  } catch (error) {
    discardRest(request);
    throw error;
  }
}

function readBytes(request: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) settle(() => reject(tooLarge()));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    // The client hung up or broke the protocol: nobody reads the answer, but the request must come to its end.
    const onBroken = () => settle(() => reject(apiProblem('INCOMPLETE_BODY')));
    const timer = setTimeout(() => settle(() => reject(apiProblem('REQUEST_TIMEOUT'))), patienceMilliseconds);
    const settle = (how: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onBroken);
      how();
    };
    request.on('data', onData).on('end', onEnd).on('close', onBroken).on('error', onBroken);
  });
}

function discardRest(request: Request): void {
  let left = mostDiscardedBytes;
  const cutOff = () => request.destroy();
  const timer = setTimeout(cutOff, discardMilliseconds);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cutOff();
  });
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

// Strictly: a byte that is no UTF-8 would otherwise become another character, and one address, or one repeat, be taken for another.
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw apiProblem('MALFORMED_JSON');
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  if (depthOf(text) > deepest) throw apiProblem('JSON_TOO_DEEP');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes what was sent, which has no place in an answer.
    throw apiProblem('MALFORMED_JSON');
  }
}

/** How deep JSON is nested, told from its brackets alone, and so in one pass over whatever was sent. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (piece === '[' || piece === '{') most = Math.max(most, ++depth);
    else if (piece === ']' || piece === '}') depth -= 1;
  }
  return most;
}

function charsetOf(request: Request): string {
  return /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.get('content-type') ?? '')?.[1] ?? '';
}

// Of two Node takes the first, and somebody between us and the client may have taken the other.
function isOneType({ headersDistinct }: Request): boolean {
  return headersDistinct['content-type']?.length === 1;
}

function isPlain(request: Request): boolean {
  const coding = (request.get('content-encoding') ?? '').trim();
  const transfer = (request.get('transfer-encoding') ?? '').trim();
  return /^(identity)?$/i.test(coding) && /^(chunked)?$/i.test(transfer);
}

function unsupported(): Problem {
  return apiProblem('UNSUPPORTED_MEDIA_TYPE');
}

function tooLarge(): Problem {
  return apiProblem('BODY_TOO_LARGE');
}
